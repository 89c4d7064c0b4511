import {
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Panel, ResolvedDomain } from '../../catalog/index.ts'
import { dashboardScope } from '../promql/index.ts'
import { emptyDashboard, jsonOf } from './empty-dashboard.ts'
import { Grid } from './grid.ts'
import type { Choice, Layout, Placed } from './layout.ts'
import { targetsOf } from './targets.ts'
import { type ChoiceFrom, datasource, type VariablesInput } from './variables.ts'
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
  const choices = layout.choices?.map((choice) => choiceFrom(choice, context))
  const variables = { ...context.variables, ...(choices && { choices }) }
  const builder = emptyDashboard({ ...layout, tags: context.tags, variables })
  const places: Place[] = []
  const grid = new Grid()
  let id = 1
  for (const { title, panels } of layout.rows) {
    const drawn = panels.flatMap((placed) => drawEach(placed, layout, context))
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
function drawEach(
  placed: Placed,
  { choices = [], averagedOver = 'scrape' }: Layout,
  { domains, hasSource }: DashboardContext,
) {
  const { panel } = placed
  const owners = domains.filter(({ key, panels }) =>
    placed.domain === undefined ? Object.values(panels).includes(panel) : key === placed.domain,
  )
  const labelsOn = (on: Choice['on']) => choices.filter((each) => each.on === on).map(({ label }) => label)
  const window = averagedOver === 'interval' ? '$interval' : '$__rate_interval'
  const chosen = { targetLabels: labelsOn('target'), metricLabels: labelsOn('metric') }
  const drawn = placed.drawn ?? drawingOf(panel)
  const { width = drawn === 'stat' ? 6 : 12 } = placed
  const height = drawn === 'stat' ? 4 : 8
  const asked = owners
    .map((domain) => {
      const scope = dashboardScope({ withSource: hasSource(domain), window, ...chosen })
      return { domain, targets: targetsOf(panel, drawn, domain, scope) }
    })
    .filter(({ targets }) => targets.length > 0)
  return asked.map(({ domain, targets }) => {
    const title = placed.title ?? panel.title
    const visual = visualOf(panel, drawn)
      .title(asked.length > 1 ? `${title} (${domain.key})` : title)
      .description(panel.description)
      .datasource(datasource)
    for (const target of targets) visual.withTarget(target)
    return { visual, panel, domain, width, height }
  })
}

/** Where the values of a variable come from. A label that no metric has is an error: its list would be empty. */
function choiceFrom(choice: Choice, { domains, variables }: DashboardContext): ChoiceFrom {
  if (choice.on === 'target') return { ...choice, from: variables.anchor }
  const metrics = domains.flatMap((domain) => domain.metrics.filter(({ emitted }) => emitted))
  const metric = metrics.find(({ labels }) => labels.some(({ attribute }) => attribute === choice.label))
  if (metric === undefined) {
    throw new Error(
      `No metric of the system has the label ${choice.label}, which the dashboard is to be chosen by.`,
    )
  }
  const suffix = metric.type === 'histogram' ? '_count' : ''
  return { ...choice, from: { metric: metric.name + suffix } }
}

function linkOf({ title, url }: PanelLink): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url)
}
