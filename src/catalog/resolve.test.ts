import { expect, test } from 'vitest'
import { defineDomain } from './index.ts'
import { metricName, snakeCase } from './metric-name.ts'
import { resolveDomain } from './resolve.ts'
import type { Catalog } from './spec.ts'

const orders = defineDomain({
  name: 'orders',
  labels: {
    kind: { values: ['new', 'repeat'], description: 'Kind of order' },
    shop: { bound: 5, description: 'Shop' },
  },
  metrics: {
    placed: { type: 'counter', labels: ['kind', 'shop'], description: 'Orders placed' },
    waitTime: { type: 'histogram', unit: 's', labels: ['shop'], buckets: [1, 2], description: 'Wait' },
    openOrders: { type: 'gauge', labels: ['shop'], description: 'Open orders' },
    hidden: { type: 'counter', description: 'Off unless asked for', emit: false },
  },
  operations: {
    place: { labels: ['kind'], later: ['shop'], metrics: [{ metric: 'placed', measure: 'count' }] },
  },
})

// The resolver takes any catalog; that of a domain is a narrower type.
const resolve = (domain: { readonly catalog: unknown }, namespace = 'app') =>
  resolveDomain(namespace, 'orders', domain.catalog as Catalog)
const names = (domain: { readonly catalog: unknown }, namespace?: string) =>
  resolve(domain, namespace).metrics.flatMap(({ name, emitted }) => (emitted ? [name] : []))
const labelsOf = (domain: { readonly catalog: unknown }, key: string) =>
  resolve(domain)
    .metrics.find((metric) => metric.key === key)
    ?.labels.map(({ attribute }) => attribute)

test('a name is namespace, subsystem, name, unit and _total', () => {
  expect(names(orders)).toEqual([
    'app_orders_placed_total',
    'app_orders_wait_time_seconds',
    'app_orders_open_orders',
  ])
})

test('an empty namespace or subsystem leaves no trace in the name', () => {
  expect(names(orders, '')[0]).toBe('orders_placed_total')
  expect(names(orders.with({ subsystem: '' }), '')[0]).toBe('placed_total')
  expect(names(orders.with({ subsystem: 'gateway' }))[0]).toBe('app_gateway_placed_total')
})

test('a name can be said relative to the subsystem, or whole', () => {
  const renamed = orders.with({
    metrics: { placed: { name: 'made' }, waitTime: { name: { whole: 'request_process_time' }, unit: '' } },
  })
  expect(names(renamed)).toEqual(['app_orders_made_total', 'request_process_time', 'app_orders_open_orders'])
})

test('a key in camelCase becomes snake_case', () => {
  expect(snakeCase('s3DownloadTime')).toBe('s3_download_time')
  expect(metricName('', '', 'uploads', { type: 'counter', unit: 'By' })).toBe('uploads_bytes_total')
})

test('with() is again a domain: what is changed twice is changed by the second', () => {
  const twice = orders.with({ labels: { shop: 'store' } }).with({ labels: { shop: 'branch' } })
  expect(labelsOf(twice, 'placed')).toEqual(['kind', 'branch'])
  expect(labelsOf(orders, 'placed')).toEqual(['kind', 'shop'])
})

test('a label of one metric can be renamed, dropped or added without touching the others', () => {
  const changed = orders.with({
    labels: { shop: 'store' },
    metrics: {
      placed: { labels: { shop: 'place', kind: false, stage_count: { bound: 9, description: 'Stages' } } },
    },
  })
  expect(labelsOf(changed, 'placed')).toEqual([false, 'place', 'stage_count'])
  expect(labelsOf(changed, 'waitTime')).toEqual(['store'])
})

test('only, also and emit decide what is emitted', () => {
  expect(names(orders.with({ only: ['openOrders'] }))).toEqual(['app_orders_open_orders'])
  expect(names(orders.with({ also: ['hidden'] }))).toContain('app_orders_hidden_total')
  expect(names(orders.with({ only: ['placed'], also: ['hidden'] }))).toEqual([
    'app_orders_placed_total',
    'app_orders_hidden_total',
  ])
})

test('a constant of a declared label fixes it where it is; any other is put on every metric', () => {
  const fixed = resolve(orders.with({ labels: { kind: 'type' }, constant: { kind: 'new', region: 'eu' } }))
  const [placed, waitTime] = fixed.metrics
  expect(placed?.constant).toEqual({ type: 'new', region: 'eu' })
  expect(placed?.labels.map(({ key }) => key)).toEqual(['shop'])
  expect(waitTime?.constant).toEqual({ region: 'eu' })
})

test('description, unit, buckets and bounds can be set', () => {
  const { metrics } = resolve(
    orders.with({
      bounds: { shop: 50 },
      metrics: { waitTime: { description: 'Waiting', buckets: [5, 10] }, openOrders: { unit: '%' } },
    }),
  )
  const [placed, waitTime, openOrders] = metrics
  expect(placed?.labels[1]?.bound).toBe(50)
  expect(waitTime).toMatchObject({ description: 'Waiting', buckets: [5, 10] })
  expect(openOrders?.name).toBe('app_orders_open_orders_percent')
})

test('an added label is a label of the operations too', () => {
  const added = orders.with({
    metrics: { placed: { labels: { stage_count: { bound: 9, description: 'Stages' } } } },
  })
  expect(resolve(added).operations[0]?.labels).toEqual({
    kind: 'kind',
    shop: 'shop',
    stage_count: 'stage_count',
  })
})

const faulty = (change: Partial<Catalog>): Catalog => ({
  name: 'orders',
  labels: { shop: { bound: 5, description: 'Shop' } },
  metrics: { placed: { type: 'counter', labels: ['shop'], description: 'Orders placed' } },
  ...change,
})

test.each([
  [
    'an undeclared label of a metric',
    { metrics: { placed: { type: 'counter', labels: ['store'], description: '' } } },
    'The metric placed of the catalog orders refers to the label "store", which the catalog does not declare (shop).',
  ],
  [
    'an undeclared label of an operation',
    { operations: { place: { labels: ['store'] } } },
    'The operation place of the catalog orders refers to the label "store", which the catalog does not declare (shop).',
  ],
  [
    'an undeclared metric of an operation',
    { operations: { place: { metrics: [{ metric: 'made', measure: 'count' }] } } },
    'refers to the metric "made"',
  ],
  [
    'a window of what is no counter',
    { metrics: { rate: { type: 'gauge', description: '', window: { of: 'placed' } } } },
    'The gauge rate of the catalog orders refers to the counter "placed"',
  ],
  [
    'a metric and an operation of one key',
    { operations: { placed: {} } },
    'has a metric and an operation placed',
  ],
  [
    'two labels under one name',
    {
      labels: { a: { description: '' }, b: { description: '' } },
      metrics: { placed: { type: 'counter', labels: ['a', 'b'], as: { a: 'b' }, description: '' } },
    },
    'has two labels called b',
  ],
  [
    'the label of buckets on a histogram',
    {
      labels: { le: { description: '' } },
      metrics: { wait: { type: 'histogram', labels: ['le'], buckets: [1], description: '' } },
    },
    'has the label le',
  ],
  [
    'an impossible label name',
    { metrics: { placed: { type: 'counter', labels: ['shop'], as: { shop: 'the shop' }, description: '' } } },
    '"the shop", which is no Prometheus label name',
  ],
  [
    'an impossible metric name',
    { metrics: { placed: { type: 'counter', name: { whole: 'a b' }, description: '' } } },
    'would be called "a b"',
  ],
] as const satisfies ReadonlyArray<readonly [string, Partial<Catalog>, string]>)(
  '%s is refused in a sentence',
  (_, change, sentence) => {
    expect(() => resolveDomain('app', 'orders', faulty(change))).toThrow(sentence)
  },
)

test('with() refuses what the catalog does not declare, also from JavaScript', () => {
  const options = JSON.parse('{ "labels": { "store": "shop" } }')
  expect(() => orders.with(options)).toThrow(
    'with({ labels }) names "store", which the catalog orders does not declare. It has kind, shop.',
  )
  expect(() => orders.with(JSON.parse('{ "only": ["toString"] }'))).toThrow('with({ only }) names "toString"')
})

test('a change of one metric that would change nothing is refused', () => {
  expect(() => orders.with({ metrics: { placed: { labels: { shopp: 'store' } } } })).toThrow(
    'with({ metrics: { placed: { labels } } }) names "shopp", which is no label of that metric (kind, shop).',
  )
  expect(() => orders.with({ metrics: { placed: { labels: { region: false } } } })).toThrow('"region"')
  expect(() => orders.with({ metrics: { placed: { buckets: [1, 2] } } })).toThrow(
    'gives buckets to a counter; only histograms have them',
  )
  const added = orders.with({
    metrics: { placed: { labels: { stage: { bound: 9, description: 'Stage' } } } },
  })
  expect(labelsOf(added.with({ metrics: { placed: { labels: { stage: false } } } }), 'placed')).toEqual([
    'kind',
    'shop',
  ])
})

const campaigns = defineDomain({
  name: 'campaigns',
  labels: {
    campaign_id: { bound: 100, description: 'Campaign' },
    user_id: { bound: 20, determinedBy: 'campaign_id', description: 'Who runs it' },
    partner: { bound: 50, description: 'Who is told' },
    limiter: { bound: 20, description: 'What limits' },
    worker_id: { values: ['a', 'b'], description: 'Who works' },
  },
  metrics: {
    calls: {
      type: 'counter',
      labels: ['campaign_id', 'user_id', 'partner', 'limiter', 'worker_id'],
      description: 'Calls',
    },
    running: { type: 'gauge', labels: ['user_id'], description: 'Running campaigns' },
  },
})
const limitsOf = (domain: { readonly catalog: unknown }) =>
  Object.fromEntries(
    resolve(domain).metrics.map(({ key, limits = [] }) => [
      key,
      limits.map(({ label, decides, most }) => [label, ...decides, most].join(' ')),
    ]),
  )

test('a label that looks like an id is limited to its bound, and no other is', () => {
  expect(limitsOf(campaigns)).toEqual({
    calls: ['campaign_id user_id 100', 'user_id 20'],
    running: ['user_id 20'],
  })
})

test('what with() changes changes the limits: names, bounds, labels that are dropped, fixed or added', () => {
  const changed = campaigns.with({
    labels: { campaign_id: 'run', partner: 'partner_id' },
    bounds: { partner: 3 },
    metrics: { running: { labels: { tenant_id: { bound: 7, description: 'Tenant' } } } },
  })
  expect(limitsOf(changed)).toEqual({
    calls: ['user_id 20', 'partner_id 3'],
    running: ['user_id 20', 'tenant_id 7'],
  })
  expect(limitsOf(campaigns.with({ labels: { user_id: false } }))).toEqual({
    calls: ['campaign_id 100'],
    running: [],
  })
  expect(limitsOf(campaigns.with({ constant: { campaign_id: 'spring' } })).calls).toEqual(['user_id 20'])
})

test('a label cannot be determined by what is not there, nor by itself; a bound is a number of values', () => {
  const labelled = (labels: Catalog['labels']): Catalog => ({ name: 'mail', labels, metrics: {} })
  const description = 'Something'
  expect(() =>
    resolveDomain('app', 'mail', labelled({ user: { determinedBy: 'campaign', description } })),
  ).toThrow(
    'The label user of the catalog mail refers to the label "campaign", which the catalog does not declare (user).',
  )
  const circle = labelled({
    a: { determinedBy: 'b', description },
    b: { determinedBy: 'a', description },
  })
  expect(() => resolveDomain('app', 'mail', circle)).toThrow(
    'The label a of the catalog mail would be determined by itself: a by b by a. Leave determinedBy off where a label stands for itself.',
  )
  for (const bound of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => resolveDomain('app', 'mail', labelled({ user: { bound, description } }))).toThrow(
      `The label user of the catalog mail has the bound ${bound}. It is how many values there can be: a whole number, 1 or more.`,
    )
  }
})
