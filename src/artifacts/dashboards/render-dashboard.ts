import {
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Panel, ResolvedDomain } from '../../catalog/index.ts'
import { dashboardScope } from '../promql/index.ts'
import { emptyDashboard, jsonOf } from './empty-dashboard.ts'
import { Grid } from './grid.ts'
import type { Layout, Placed } from './layout.ts'
import { targetsOf } from './targets.ts'
import { datasource, type VariablesInput } from './variables.ts'
import { drawingOf, visualOf } from './visual.ts'

/** Where a panel stands, for links to it. */
export interface Place {
  readonly uid: string
  readonly id: number
  readonly domain: string
  readonly panel: Panel
}

/** One dashboard, and where its panels stand. */
export interface RenderedDashboard {
  readonly uid: string
  readonly json: string
  readonly places: readonly Place[]
}

/** A link that a panel carries. */
export interface PanelLink {
  readonly title: string
  readonly url: string
}

/** What a dashboard is rendered with. */
export interface DashboardContext {
  readonly tags: readonly string[]
  readonly domains: readonly ResolvedDomain[]
  readonly variables: VariablesInput
  /** Whether the series of a domain are told apart by `source`. */
  readonly hasSource: (domain: ResolvedDomain) => boolean
  readonly links: (place: Place) => readonly PanelLink[]
}

/** Renders a layout as Grafana's JSON. A panel without anything to ask is left out, and a row without panels too. */
export function renderDashboard(layout: Layout, context: DashboardContext): RenderedDashboard {
  const { uid } = layout
  const builder = emptyDashboard({ ...layout, tags: context.tags, variables: context.variables })
  const places: Place[] = []
  const grid = new Grid()
  let id = 1
  for (const { title, panels } of layout.rows) {
    const drawn = panels.flatMap((placed) => drawEach(placed, context))
    if (drawn.length === 0) continue
    builder.withRow(new RowBuilder(title).id(id++).gridPos(grid.heading()))
    for (const { visual, panel, domain, width, height } of drawn) {
      const place = { uid, id: id++, domain: domain.key, panel }
      places.push(place)
      builder.withPanel(
        visual.id(place.id).gridPos(grid.place(width, height)).links(context.links(place).map(linkOf)),
      )
    }
  }
  return { uid, json: jsonOf(builder), places }
}

/** The panel once for each domain that has it, and whose system emits what it asks for. */
function drawEach(placed: Placed, { domains, hasSource }: DashboardContext) {
  const { panel } = placed
  const owners = domains.filter(({ panels }) => Object.values(panels).includes(panel))
  const drawn = placed.drawn ?? drawingOf(panel)
  const { width = drawn === 'stat' ? 6 : 12 } = placed
  const height = drawn === 'stat' ? 4 : 8
  return owners.flatMap((domain) => {
    const targets = targetsOf(panel, drawn, domain, dashboardScope({ withSource: hasSource(domain) }))
    if (targets.length === 0) return []
    const title = placed.title ?? panel.title
    const visual = visualOf(panel, drawn)
      .title(owners.length > 1 ? `${title} (${domain.key})` : title)
      .description(panel.description)
      .datasource(datasource)
    for (const target of targets) visual.withTarget(target)
    return [{ visual, panel, domain, width, height }]
  })
}

function linkOf({ title, url }: PanelLink): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url)
}
