import { parse } from 'yaml'
import { renderArtifacts } from '../../src/artifacts/index.ts'
import {
  type AnySystem,
  type Catalog,
  catalogOf,
  defineAlerts,
  defineDomain,
  definePanels,
  defineSystem,
} from '../../src/catalog/index.ts'
import { cache, circuitBreaker, errors, http } from '../../src/domains/index.ts'
import { shippedDomains } from '../domains/shipped-domains.ts'

const posted = {
  name: 'post',
  labels: { kind: { values: ['letter', 'parcel'], description: 'What was posted' } },
  metrics: {
    sent: { type: 'counter', labels: ['kind'], description: 'Things posted' },
    wait: {
      type: 'histogram',
      unit: 's',
      labels: ['kind'],
      buckets: [1, 60],
      description: 'Time in the box',
    },
    waiting: { type: 'gauge', labels: ['kind'], description: 'Things in the box' },
  },
} as const satisfies Catalog

const letterBox = 'sum by (kind) (rate(wait_sum[$window])) / sum by (kind) (rate(wait_count[$window]))'
const postPanels = definePanels(posted, {
  mean: {
    title: 'Mean wait',
    description: 'How long things lie in the box.',
    unit: 's',
    query: { show: 'promql', text: letterBox, by: ['kind'] },
  },
  waiting: {
    title: 'In the box',
    description: 'Things that nobody has fetched yet.',
    unit: 'short',
    query: { show: 'promql', text: 'max by (kind) (waiting)', by: ['kind'] },
  },
  median: {
    title: 'Median wait, smoothed',
    description: 'Half of the things lie shorter in the box.',
    unit: 's',
    query: {
      show: 'promql',
      text: 'avg_over_time(histogram_quantile(0.5, sum by (le) (rate(wait_bucket[$window])))[1h:5m])',
    },
  },
})
const postAlerts = defineAlerts(posted, postPanels, {
  boxFillsUp: {
    summary: 'The box fills up',
    description: '{value} things of kind {kind} will wait in an hour.',
    unit: 'short',
    when: {
      show: 'promql',
      text: 'predict_linear(max by (kind) (waiting)[30m:1m], 3600) and on (kind) sum by (kind) (increase(sent[1h])) > 10',
      by: ['kind'],
    },
    bound: { above: 100 },
    for: '5m',
    severity: 'warning',
    panel: 'waiting',
    runbook: {
      meaning: 'Fewer letters leave than come.',
      impact: 'Late.',
      look: ['The box.'],
      mend: ['Empty it.'],
    },
  },
})
const post = defineDomain(posted, { panels: postPanels, alerts: postAlerts })

const all = { ...shippedDomains, post }

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
  readonly links?: readonly { readonly title: string; readonly url: string }[]
  readonly targets?: readonly GrafanaTarget[]
}

/** One query of a panel. */
export interface GrafanaTarget {
  readonly refId: string
  readonly expr: string
  readonly exemplar: boolean
  readonly format?: string
}

/** One variable of a dashboard. */
export interface GrafanaVariable {
  readonly name: string
  readonly label?: string
  readonly type: string
  readonly multi: boolean
  readonly includeAll: boolean
  readonly allValue?: string
  readonly refresh?: number
  readonly definition?: string
  readonly datasource?: { readonly uid: string }
  readonly options?: readonly { readonly value: string }[]
  readonly query: unknown
}

/** As much of a dashboard as tests look at. */
export interface GrafanaDashboard {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly panels: readonly GrafanaPanel[]
  readonly editable: boolean
  readonly templating: { readonly list: readonly GrafanaVariable[] }
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
