import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Panel, ResolvedDomain } from '../../catalog/index.ts'
import { dashboardScope } from '../promql/index.ts'
import { Grid } from './grid.ts'
import type { Layout, Placed } from './layout.ts'
import { targetsOf } from './targets.ts'
import { datasource, variablesOf } from './variables.ts'
import { drawingOf, visualOf } from './visual.ts'

/** What all dashboards made here share, and find each other by. */
const sharedTag = 'spanmeter'

const otherDashboards = new DashboardLinkBuilder('Dashboards')
  .type(DashboardLinkType.Dashboards)
  .tags([sharedTag])
  .asDropdown(true)
  .includeVars(true)
  .keepTime(true)

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
  /** A metric that every process has. */
  readonly anchor: string
  /** Whether the series are told apart by `source`. */
  readonly withSource: boolean
  readonly links: (panel: Panel, domain: ResolvedDomain, uid: string) => readonly PanelLink[]
}

/** Renders a layout as Grafana's JSON. A panel without anything to ask is left out, and a row without panels too. */
export function renderDashboard(layout: Layout, context: DashboardContext): RenderedDashboard {
  const builder = new DashboardBuilder(layout.title)
    .uid(layout.uid)
    .description(layout.description)
    .tags([...context.tags, sharedTag])
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables(variablesOf(context.anchor, context.withSource))
    .link(otherDashboards)
  const places: Place[] = []
  const grid = new Grid()
  let id = 1
  for (const { title, panels } of layout.rows) {
    const drawn = panels.flatMap((placed) => drawEach(placed, layout.uid, context))
    if (drawn.length === 0) continue
    builder.withRow(new RowBuilder(title).id(id++).gridPos(grid.heading()))
    for (const { visual, panel, domain, width, height } of drawn) {
      places.push({ uid: layout.uid, id, domain: domain.key, panel })
      builder.withPanel(visual.id(id++).gridPos(grid.place(width, height)))
    }
  }
  return { uid: layout.uid, json: jsonOf(builder.build()), places }
}

/** The panel once for each domain that has it, and whose system emits what it asks for. */
function drawEach(placed: Placed, uid: string, { domains, withSource, links }: DashboardContext) {
  const { panel } = placed
  const owners = domains.filter(({ panels }) => Object.values(panels).includes(panel))
  const drawn = placed.drawn ?? drawingOf(panel)
  const { width = drawn === 'stat' ? 6 : 12 } = placed
  const height = drawn === 'stat' ? 4 : 8
  return owners.flatMap((domain) => {
    const targets = targetsOf(panel, drawn, domain, dashboardScope({ withSource }))
    if (targets.length === 0) return []
    const title = placed.title ?? panel.title
    const visual = visualOf(panel, drawn)
      .title(owners.length > 1 ? `${title} (${domain.key})` : title)
      .description(panel.description)
      .datasource(datasource)
      .links(links(panel, domain, uid).map(linkOf))
    for (const target of targets) visual.withTarget(target)
    return [{ visual, panel, domain, width, height }]
  })
}

function linkOf({ title, url }: PanelLink): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url)
}

function jsonOf(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`
}
