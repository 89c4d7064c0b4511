import { expect, test } from 'vitest'
import type { LintRule } from '../exception.ts'
import { resolveDomain } from '../resolve.ts'
import type { ResolvedCatalog } from '../resolved.ts'
import type { Catalog, SemconvMetric } from '../spec.ts'
import { estimatedSeries } from './label-rules.ts'
import { lintCatalog } from './lint-catalog.ts'

const clean: Catalog = {
  name: 'orders',
  labels: {
    shop: { bound: 50, description: 'Shop' },
    kind: { values: ['new', 'repeat'], description: 'Kind' },
  },
  metrics: {
    placed: { type: 'counter', labels: ['shop', 'kind'], description: 'Orders placed' },
    wait: { type: 'histogram', unit: 's', labels: ['shop'], buckets: [0.001, 0.1, 10], description: 'Wait' },
    body: { type: 'histogram', unit: 'By', buckets: [256, 1024], description: 'Body' },
    open: { type: 'gauge', unit: '{order}', description: 'Open orders' },
    share: { type: 'gauge', unit: '1', description: 'Share of returned orders' },
    quality: { type: 'histogram', buckets: [0.1, 0.9], description: 'Quality' },
  },
}

function resolved(change: Partial<Catalog>, system: Partial<ResolvedCatalog> = {}): ResolvedCatalog {
  const namespace = system.namespace ?? 'app'
  const domains = [resolveDomain(namespace, 'orders', { ...clean, ...change })]
  return { namespace, domains, exceptions: [], ...system }
}

const metrics = (...list: ReadonlyArray<Catalog['metrics'][string]>): Partial<Catalog> => ({
  metrics: Object.fromEntries(list.map((metric, index) => [`metric${'abc'[index]}`, metric])),
})
const counter = { type: 'counter', description: 'Orders placed' } as const
const seconds = { type: 'histogram', unit: 's', description: 'Wait' } as const
const label = (spec: Catalog['labels'][string], name = 'shop'): Partial<Catalog> => ({
  labels: { [name]: spec },
  metrics: { placed: { ...counter, labels: [name] } },
})

function resolvedSemconv(change: Partial<SemconvMetric>): ResolvedCatalog {
  const metric = { ...sent, ...change }
  const operations = { place: { semconv: [{ metric, measure: 'count' }] } } as const
  const domain = resolveDomain('app', 'orders', { ...clean, operations }, { semconv: true })
  return { namespace: 'app', domains: [domain], exceptions: [] }
}

test('a catalog that keeps the rules has no findings', () => {
  expect(lintCatalog(resolved({}))).toEqual([])
})

const sent: SemconvMetric = {
  name: 'messaging.client.sent.messages',
  type: 'counter',
  unit: '{message}',
  description: 'Messages sent',
  attributes: { 'messaging.system.name': 'string' },
  required: ['messaging.system.name'],
}

const faults: ReadonlyArray<readonly [LintRule, string, ResolvedCatalog]> = [
  ['no-namespace', 'system', resolved({}, { namespace: '' })],
  ['no-subsystem', 'orders', resolved({ subsystem: '' })],
  ['invalid-name', 'orders.metrica', resolved(metrics({ ...counter, name: 'Placed' }))],
  ['base-unit', 'orders.metrica', resolved(metrics({ ...seconds, unit: 'ms', buckets: [1] }))],
  ['base-unit', 'orders.metrica', resolved(metrics({ ...counter, name: 'wait_ms' }))],
  ['base-unit', 'orders.metrica', resolved(metrics({ type: 'gauge', unit: '%', description: 'CPU' }))],
  ['total-suffix', 'orders.metrica', resolved(metrics({ ...counter, name: { whole: 'app_placed' } }))],
  [
    'total-suffix',
    'orders.metrica',
    resolved(metrics({ type: 'gauge', name: { whole: 'app_open_total' }, description: 'Open' })),
  ],
  [
    'unit-in-name',
    'orders.metrica',
    resolved(metrics({ ...seconds, buckets: [1], name: { whole: 'app_wait' } })),
  ],
  [
    'translated-name',
    'orders.metrica',
    resolved(metrics({ ...counter, name: { whole: 'app_orders__placed_total' } })),
  ],
  ['missing-description', 'orders.metrica', resolved(metrics({ ...counter, description: ' ' }))],
  ['missing-description', 'orders.placed{shop}', resolved(label({ bound: 5, description: '' }))],
  ['unbounded-label', 'orders.placed{shop}', resolved(label({ description: 'Shop' }))],
  ['id-label', 'orders.placed{user_id}', resolved(label({ bound: 5, description: 'User' }, 'user_id'))],
  ['id-label', 'orders.placed{email}', resolved(label({ bound: 5, description: 'Mail' }, 'email'))],
  ['series-estimate', 'orders.placed', resolved(label({ bound: 10_001, description: 'Shop' }))],
  ['missing-buckets', 'orders.metrica', resolved(metrics({ ...seconds, buckets: [] }))],
  ['unsorted-buckets', 'orders.metrica', resolved(metrics({ ...seconds, buckets: [1, 1] }))],
  ['unsorted-buckets', 'orders.metrica', resolved(metrics({ ...seconds, buckets: [2, 1] }))],
  ['unsuitable-buckets', 'orders.metrica', resolved(metrics({ ...seconds, buckets: [0.0001, 1] }))],
  ['unsuitable-buckets', 'orders.metrica', resolved(metrics({ ...seconds, buckets: [1, 100_000] }))],
  [
    'unsuitable-buckets',
    'orders.metrica',
    resolved(metrics({ type: 'histogram', unit: 'By', buckets: [1000, 2000], description: 'Body' })),
  ],
  ['missing-attribute', 'orders.place', resolvedSemconv({})],
  ['missing-buckets', 'orders.place', resolvedSemconv({ type: 'histogram', required: [] })],
  [
    'duplicate-name',
    'orders.metricb',
    resolved(
      metrics(
        { ...counter, name: { whole: 'app_x_total' } },
        { ...counter, labels: ['shop'], name: { whole: 'app_x_total' } },
      ),
    ),
  ],
]

test.each(faults)('%s is found at %s', (rule, where, catalog) => {
  expect(lintCatalog(catalog).filter((finding) => finding.rule === rule)).toMatchObject([{ rule, where }])
})

test('every rule has a fault planted here', () => {
  const rules: Record<LintRule, true> = {
    'no-namespace': true,
    'no-subsystem': true,
    'invalid-name': true,
    'base-unit': true,
    'total-suffix': true,
    'unit-in-name': true,
    'translated-name': true,
    'missing-attribute': true,
    'missing-description': true,
    'unbounded-label': true,
    'id-label': true,
    'series-estimate': true,
    'missing-buckets': true,
    'unsorted-buckets': true,
    'unsuitable-buckets': true,
    'duplicate-name': true,
  }
  expect([...new Set(faults.map(([rule]) => rule))].sort()).toEqual(Object.keys(rules).sort())
})

test('a message names what is wrong and what to do', () => {
  expect(lintCatalog(resolved(label({ bound: 10_001, description: 'Shop' })))[0]?.message).toBe(
    'app_orders_placed_total can have 10001 series, more than 10000. Lower bounds, or drop a label.',
  )
})

test('a label that looks like an id is told where the id belongs, and what to label by instead', () => {
  expect(lintCatalog(resolved(label({ bound: 5, description: 'User' }, 'user_id')))[0]?.message).toBe(
    'The label user_id looks like an id: each value is a series of its own. Give it to the span (span.attributes of the operation), where exemplars lead to it, and label by what groups it: a kind, a plan, a region. Where its values are few and somebody asks for them, declare their bound, which is then enforced, and the reason in exceptions.',
  )
})

test('what the conventions require is told of until the system states it', () => {
  const unstated = resolvedSemconv({})
  expect(lintCatalog(unstated)[0]?.message).toBe(
    "messaging.client.sent.messages has no messaging.system.name, which the semantic conventions require. State it for the domain: with({ spanAttributes: { 'messaging.system.name': … } }).",
  )
  const operations = { place: { semconv: [{ metric: sent, measure: 'count' }] } } as const
  const stated = { ...clean, operations, spanAttributes: { 'messaging.system.name': 'redis' } }
  const domain = resolveDomain('app', 'orders', stated, { semconv: true })
  expect(lintCatalog({ ...unstated, domains: [domain] })).toEqual([])
})

test('an exception with a reason excuses its rule, where it stands and below, and no other', () => {
  const exceptions = [{ rule: 'id-label', reason: 'A tenant is a customer organisation.' }] as const
  const user = { bound: 5, description: 'User' }
  const onLabel = resolved(label({ ...user, exceptions }, 'user_id'))
  const onMetric = resolved({
    labels: { user_id: user },
    metrics: { placed: { ...counter, labels: ['user_id'], exceptions } },
  })
  const onDomain = resolved({ ...label(user, 'user_id'), exceptions })
  const onSystem = resolved(label(user, 'user_id'), { exceptions })
  for (const catalog of [onLabel, onMetric, onDomain, onSystem]) expect(lintCatalog(catalog)).toEqual([])
  const other = resolved(label({ description: 'User', exceptions }, 'user_id'))
  expect(lintCatalog(other)).toMatchObject([{ rule: 'unbounded-label' }])
})

test('a metric that is not emitted and a label that is dropped are not looked at', () => {
  const off = resolved(metrics({ ...counter, description: '', emit: false }))
  expect(lintCatalog(off)).toEqual([])
  const dropped = resolved({
    labels: { user_id: { description: 'User' } },
    metrics: { placed: { ...counter, labels: ['user_id'], as: { user_id: false } } },
  })
  expect(lintCatalog(dropped)).toEqual([])
})

test('a label that another label of the metric decides makes no series more', () => {
  const labels: Catalog['labels'] = {
    city: { bound: 200, description: 'City' },
    region: { bound: 20, determinedBy: 'city', description: 'Region of the city' },
    country: { bound: 10, determinedBy: 'region', description: 'Country of the region' },
  }
  const estimate = (...names: string[]) => {
    const placed = { type: 'counter', labels: names, description: 'Orders placed' } as const
    const [metric] = resolveDomain('app', 'orders', { ...clean, labels, metrics: { placed } }).metrics
    return metric === undefined ? undefined : estimatedSeries(metric)
  }
  expect(estimate('city', 'region', 'country')).toBe(200)
  expect(estimate('country', 'city')).toBe(200)
  expect(estimate('region', 'country')).toBe(20)
  expect(estimate('country')).toBe(10)
})
