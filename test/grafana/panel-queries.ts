import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A dashboard as far as its queries go: what stands in its file, and what Grafana's API answers for it. */
export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly tags?: readonly string[]
  readonly panels?: readonly Panel[]
  readonly templating?: { readonly list?: readonly Variable[] }
}

export interface Panel {
  readonly type: string
  readonly title?: string
  readonly targets?: readonly Target[]
  /** Of a row that is folded. */
  readonly panels?: readonly Panel[]
}

interface Target {
  readonly refId?: string
  readonly expr?: string
  readonly instant?: boolean
  readonly exemplar?: boolean
  readonly hide?: boolean
  readonly datasource?: { readonly type?: string; readonly uid?: string }
}

/** A variable of a dashboard. */
export interface Variable {
  readonly name: string
  readonly type: string
  /** Of a query: what asks for its values. */
  readonly definition?: string
  readonly allValue?: string
  readonly current?: { readonly value?: string | readonly string[] }
}

/** One query of one panel. */
export interface PanelQuery {
  /** The uid of its dashboard. */
  readonly dashboard: string
  readonly panel: string
  /** How the panel draws: `timeseries`, `stat`. */
  readonly panelType: string
  readonly refId: string
  /** PromQL, with Grafana's variables in it. */
  readonly expr: string
  /** It asks for one moment, not for the range on the screen. */
  readonly instant: boolean
  readonly exemplar: boolean
  /** The uid of its data source: a variable, most of the time. */
  readonly datasource: string
}

/** The dashboards that grafana/dashboards of the repository holds. */
export function shippedDashboards(repository = join(import.meta.dirname, '../..')): Dashboard[] {
  const folder = join(repository, 'grafana/dashboards')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Dashboard) // The files are generated.
}

/** Every query of every panel, those in folded rows too. */
export function panelQueries({ uid, panels = [] }: Dashboard): PanelQuery[] {
  return panels.flatMap(({ type, title = '', targets = [], panels: folded = [] }) => [
    ...targets
      .filter(({ hide }) => hide !== true)
      .map((target) => ({
        dashboard: uid,
        panel: title,
        panelType: type,
        refId: target.refId ?? '',
        expr: target.expr ?? '',
        instant: target.instant === true,
        exemplar: target.exemplar === true,
        datasource: target.datasource?.uid ?? '',
      })),
    ...panelQueries({ uid, title, panels: folded }),
  ])
}
