import { parse } from 'yaml'
import { renderArtifacts } from '../../src/artifacts/index.ts'
import { type AnySystem, catalogOf, defineSystem } from '../../src/catalog/index.ts'
import { cache, circuitBreaker, database, errors, eventBus, http, spans } from '../../src/domains/index.ts'

const all = { cache, circuitBreaker, database, errors, eventBus, http, spans }

/** The shipped domains, plain and renamed: what holds of artifacts holds of all of these. */
export const systems: Readonly<Record<string, AnySystem>> = {
  shop: defineSystem({ namespace: 'shop', domains: all }),
  rustok: defineSystem({ namespace: 'rustok', domains: all }),
  renamed: defineSystem({
    namespace: 'app',
    domains: {
      ...all,
      http: http.with({
        subsystem: 'gateway',
        labels: { path: 'endpoint', status: 'status_code' },
        metrics: { requests: { name: 'answered' } },
      }),
      errors: errors.with({ subsystem: 'part', labels: { module: 'component', severity: false } }),
      circuitBreaker: circuitBreaker.with({ labels: { service: 'dependency' } }),
      cache: cache.with({ only: ['size'] }),
    },
  }),
}

/** As much of a panel of Grafana as tests look at. */
export interface GrafanaPanel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly datasource?: { readonly uid: string }
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } }
  readonly options?: { readonly yAxis?: { readonly unit?: string } }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly links?: readonly { readonly url: string }[]
  readonly targets?: readonly {
    readonly refId: string
    readonly expr: string
    readonly exemplar: boolean
    readonly format?: string
  }[]
}

/** As much of a dashboard as tests look at. */
export interface GrafanaDashboard {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly panels: readonly GrafanaPanel[]
  readonly templating: {
    readonly list: readonly {
      readonly name: string
      readonly type: string
      readonly multi: boolean
      readonly includeAll: boolean
      readonly query: unknown
    }[]
  }
}

/** One alert rule of a rules file. */
export interface WrittenAlert {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** The artifacts of a system, parsed. */
export function readArtifacts(system: AnySystem) {
  const files = renderArtifacts(system)
  const dashboards = [...files].flatMap(([path, text]) =>
    path.startsWith('grafana/') ? [JSON.parse(text) as GrafanaDashboard] : [],
  )
  const rulesPath = [...files.keys()].find((path) => path.endsWith('.rules.yml')) ?? ''
  const { groups } = parse(files.get(rulesPath) ?? '') as {
    groups: readonly { name: string; rules: readonly (WrittenAlert & { record?: string })[] }[]
  }
  const rules = groups.flatMap((group) => group.rules)
  return { files, dashboards, rules, alerts: rules.filter(({ alert }) => alert !== undefined) }
}

/** Every sample name that a system exposes. */
export function sampleNames(system: AnySystem): Set<string> {
  return new Set(
    catalogOf(system).domains.flatMap(({ metrics }) =>
      metrics
        .filter(({ emitted }) => emitted)
        .flatMap(({ name, type }) =>
          type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
        ),
    ),
  )
}
