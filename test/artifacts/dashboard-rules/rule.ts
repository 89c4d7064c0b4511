import { type SelectorInQuery, selectorsOf } from '../parsed-promql.ts'
import type { GrafanaDashboard, GrafanaPanel, GrafanaTarget } from '../systems.ts'

/** What a dashboard is held to: a name, and the faults that it finds. Those that Grafana's own linter has keep its names. */
export interface DashboardRule {
  readonly name: string
  readonly faults: (dashboard: GrafanaDashboard, system: SystemUnderRules) => readonly string[]
}

/** What rules know of the system beside the dashboard. */
export interface SystemUnderRules {
  /** Every sample name that it exposes. */
  readonly names: ReadonlySet<string>
  readonly dashboards: readonly GrafanaDashboard[]
}

/** What watches the system: of these Prometheus' own series and the Collector's come by one way only. */
export const foreign = /^(up|scrape_\w+|otelcol_\w+)$/

/** One query with what is around it. */
export interface Query extends GrafanaTarget {
  readonly where: string
  readonly panel: GrafanaPanel
  readonly selectors: readonly SelectorInQuery[]
}

/** The panels that ask for something: all but headings and texts. */
function asking({ panels }: GrafanaDashboard): GrafanaPanel[] {
  return panels.filter(({ type }) => type !== 'row' && type !== 'text')
}

/** Every query of a dashboard. */
function queriesOf(dashboard: GrafanaDashboard): Query[] {
  return asking(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      ...target,
      where: panel.title,
      panel,
      selectors: selectorsOf(target.expr),
    })),
  )
}

/** A rule about each panel: those that are not fine are its faults. */
export function panelRule(name: string, fine: (panel: GrafanaPanel) => boolean): DashboardRule {
  return {
    name,
    faults: (dashboard) =>
      asking(dashboard)
        .filter((panel) => !fine(panel))
        .map(({ id, title }) => `panel ${id} (${title})`),
  }
}

/** A rule about each query. */
export function queryRule(
  name: string,
  fine: (query: Query, system: SystemUnderRules) => boolean,
): DashboardRule {
  return {
    name,
    faults: (dashboard, system) =>
      queriesOf(dashboard)
        .filter((query) => !fine(query, system))
        .map(({ where, expr }) => `${where}: ${expr}`),
  }
}
