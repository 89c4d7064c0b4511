import { expect, test } from 'vitest'
import type { GrafanaDashboard, GrafanaPanel, GrafanaVariable } from '../systems.ts'
import { readArtifacts, sampleNames, systems } from '../systems.ts'
import { dashboardRules } from './index.ts'

const system = systems.shop as NonNullable<(typeof systems)[string]>
const { dashboards } = readArtifacts(system)
const [sound] = dashboards as [GrafanaDashboard]

/** A change of the first dashboard that its rule must see. */
type Planted = (dashboard: GrafanaDashboard) => GrafanaDashboard

const latency = 'HTTP request latency (P50, P95, P99)'
const variable =
  (name: string, change: Partial<GrafanaVariable>): Planted =>
  (dashboard) => ({
    ...dashboard,
    templating: {
      list: dashboard.templating.list.map((each) => (each.name === name ? { ...each, ...change } : each)),
    },
  })
const without =
  (name: string): Planted =>
  (dashboard) => ({
    ...dashboard,
    templating: { list: dashboard.templating.list.filter((each) => each.name !== name) },
  })
const panel =
  (title: string, change: (panel: GrafanaPanel) => Partial<GrafanaPanel>): Planted =>
  (dashboard) => ({
    ...dashboard,
    panels: dashboard.panels.map((each) => (each.title === title ? { ...each, ...change(each) } : each)),
  })
const query = (title: string, from: string | RegExp, to: string): Planted =>
  panel(title, ({ targets = [] }) => ({
    targets: targets.map((target) => ({ ...target, expr: target.expr.replace(from, to) })),
  }))

const planted: Readonly<Record<string, readonly Planted[]>> = {
  'template-datasource-rule': [
    without('datasource'),
    variable('datasource', { name: 'prometheus' }),
    variable('datasource', { query: 'loki' }),
  ],
  'template-job-rule': [
    without('job'),
    variable('job', { multi: false }),
    variable('job', { allValue: '.*' }),
  ],
  'template-instance-rule': [
    without('instance'),
    variable('instance', { label: 'Machine' }),
    variable('instance', { datasource: { uid: 'prometheus' } }),
  ],
  'template-label-promql-rule': [
    variable('job', { definition: 'label_values(shop_http_requests_total{, job)' }),
    variable('job', { definition: 'labels(shop_http_requests_total)' }),
  ],
  'template-on-time-change-reload': [variable('job', { refresh: 1 })],
  'one source at a time': [
    without('source'),
    variable('source', { multi: true }),
    variable('source', { includeAll: true }),
    variable('source', { type: 'textbox' }),
  ],
  'an interval to count events by': [without('interval'), variable('interval', { type: 'custom' })],
  'uneditable-dashboard-rule': [(dashboard) => ({ ...dashboard, editable: true })],
  'panel-datasource-rule': [panel('Error rate', () => ({ datasource: { uid: 'prometheus' } }))],
  'panel-title-description-rule': [
    panel('Error rate', () => ({ title: ' ' })),
    panel('Error rate', () => ({ description: 'Errors' })),
  ],
  'panel-units-rule': [
    panel('Error rate', () => ({ fieldConfig: { defaults: {} } })),
    panel('Error rate', () => ({ fieldConfig: { defaults: { unit: 'shares' } } })),
    panel('Response times heatmap', () => ({ options: {} })),
  ],
  'panel-no-targets-rule': [panel('Error rate', () => ({ targets: [] }))],
  'a refId for each query': [
    panel(latency, ({ targets = [] }) => ({ targets: targets.map((each) => ({ ...each, refId: 'A' })) })),
    panel(latency, ({ targets = [] }) => ({ targets: targets.map((each) => ({ ...each, refId: '' })) })),
  ],
  'an id for each panel': [panel('Error rate', () => ({ id: 1 })), panel('Error rate', () => ({ id: 0 }))],
  'a uid and a title of its own': [
    (dashboard) => ({ ...dashboard, uid: 'Shop Overview' }),
    (dashboard) => ({ ...dashboard, uid: 'shop-advanced' }),
    (dashboard) => ({ ...dashboard, title: 'Telemetry Health' }),
  ],
  'no title twice': [panel('Error rate', () => ({ title: 'Active connections' }))],
  'panels side by side, and none beyond the edge': [
    panel('Error rate', ({ gridPos }) => ({ gridPos: { ...gridPos, y: gridPos.y - 1 } })),
    panel('Top endpoints', ({ gridPos }) => ({ gridPos: { ...gridPos, y: 900, x: 20 } })),
  ],
  'links that lead somewhere': [
    panel('Error rate', () => ({ links: [{ title: 'Away', url: '/d/gone?x' }] })),
    panel('Error rate', () => ({ links: [{ title: 'A heading', url: '/d/shop-domains?viewPanel=1&x' }] })),
    panel('Error rate', () => ({ links: [{ title: 'Nobody', url: '/d/shop-domains?viewPanel=999&x' }] })),
    panel('Error rate', () => ({ links: [{ title: 'A path', url: 'docs/runbooks/high-error-rate.md' }] })),
  ],
  'target-promql-rule': [query('Error rate', '(', '')],
  'target-rate-interval-rule': [
    query('HTTP request rate', '$__rate_interval', '5m'),
    query('HTTP request rate', '$__rate_interval', '$interval'),
  ],
  'increase over what is chosen, or is on screen': [
    query('Response times heatmap', '$__rate_interval', '5m'),
  ],
  'target-job-rule': [query('Error rate', 'job=~"$job",', ''), query('Active connections', 'job=~', 'job=')],
  'target-instance-rule': [query('Active connections', 'instance=~"$instance",', '')],
  'target-counter-agg-rule': [
    query('HTTP request rate', /rate\((.*)\[.*\]\)/, '$1'),
    query('HTTP request rate', 'rate(', 'deriv('),
    query('Response times heatmap', 'increase(', 'max_over_time('),
  ],
  'one source of what comes by two ways': [
    query('Error rate', ',source="$source"', ''),
    query('Error rate', 'source="$source"', 'source=~"$source"'),
  ],
  'only what is exposed': [query('Error rate', 'shop_http_requests_total', 'shop_http_request_total')],
  'aggregated before it is divided': [query('Error rate', /^.*$/, 'rate(a_total[5m]) / rate(b_total[5m])')],
  'quantiles by le': [query(latency, 'sum by(le) ', 'sum ')],
  'exemplars where buckets are drawn': [
    panel(latency, ({ targets = [] }) => ({
      targets: targets.map((each) => ({ ...each, exemplar: false })),
    })),
    panel('Error rate', ({ targets = [] }) => ({
      targets: targets.map((each) => ({ ...each, exemplar: true })),
    })),
  ],
  'heatmaps by le, in the format for it': [
    query('Response times heatmap', 'sum by(le) ', 'sum by(path) '),
    panel('Response times heatmap', ({ targets = [] }) => ({
      targets: targets.map((each) => ({ ...each, format: 'time_series' })),
    })),
  ],
}

test('there is a fault for every rule', () => {
  expect(Object.keys(planted).toSorted()).toEqual(dashboardRules.map(({ name }) => name).toSorted())
})

test.each(dashboardRules)('$name sees what breaks it', ({ name, faults }) => {
  const under = (dashboard: GrafanaDashboard) => ({
    dashboards: [dashboard, ...dashboards.slice(1)],
    names: sampleNames(system),
  })
  expect(faults(sound, under(sound))).toEqual([])
  for (const [index, plant] of (planted[name] ?? []).entries()) {
    const broken = plant(sound)
    expect(JSON.stringify(broken), `the change ${index}`).not.toBe(JSON.stringify(sound))
    expect(faults(broken, under(broken)), `the change ${index}`).not.toEqual([])
  }
})
