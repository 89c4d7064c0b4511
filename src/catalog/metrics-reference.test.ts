import { expect, test } from 'vitest'
import { metricsReference } from './metrics-reference.ts'
import { resolveDomain } from './resolve.ts'
import type { Catalog } from './spec.ts'

const orders: Catalog = {
  name: 'orders',
  labels: {
    kind: { values: ['new', 'a|b'], description: 'Kind' },
    shop_id: {
      bound: 5,
      description: 'Shop',
      semconv: 'shop.id',
      exceptions: [{ rule: 'id-label', reason: 'There are five.' }],
    },
  },
  metrics: {
    placed: { type: 'counter', labels: ['kind', 'shop_id'], description: 'Orders placed' },
    wait: { type: 'histogram', unit: 's', labels: ['shop_id'], buckets: [1, 5], description: 'Wait' },
    hidden: { type: 'counter', description: 'Not emitted', emit: false },
  },
  operations: {
    place: {
      span: { kind: 'producer', attributes: { order_id: 'order.id' } },
      labels: ['kind'],
      later: ['shop_id'],
      metrics: [
        { metric: 'placed', measure: 'count' },
        { metric: 'hidden', measure: 'count' },
      ],
    },
  },
}

function reference(...catalogs: Catalog[]): string {
  const domains = catalogs.map((catalog) => resolveDomain('app', catalog.name, catalog))
  return metricsReference({ namespace: 'app', domains, exceptions: [] }, { title: 'Metrics' })
}

test('a reference has every metric, label, bucket, operation and exception', () => {
  expect(reference(orders)).toBe(`# Metrics

## orders

| metric | helper | type | labels | description |
|---|---|---|---|---|
| \`app_orders_placed_total\` | \`orders.placed\` | counter | \`kind\`, \`shop_id\` | Orders placed |
| \`app_orders_wait_seconds\` | \`orders.wait\` | histogram | \`shop_id\` | Wait |

| label | values | meaning |
|---|---|---|
| \`kind\` | \`new\`, \`a\\|b\` | Kind |
| \`shop_id\` | up to 5, enforced | Shop |

| histogram | upper bounds | unit | series at most |
|---|---|---|---|
| \`app_orders_wait_seconds\` | 1, 5 | s | 5 |

| operation | name and span kind | labels on the span | on the span only | moves |
|---|---|---|---|---|
| \`orders.place\` | \`orders.place\`, producer | \`kind\` → \`kind\`, \`shop_id\` → \`shop.id\` | \`order_id\` → \`order.id\` | \`app_orders_placed_total\` |

- \`shop_id\` is excepted from \`id-label\`: There are five.
`)
})

test('a name that is another label in another metric is told for each of them', () => {
  const paid = {
    ...orders,
    labels: {
      order_status: { values: ['paid', 'open'], description: 'How far the order is' },
      parcel_status: { values: ['sent', 'lost'], description: 'Where the parcel is' },
    },
    metrics: {
      placed: {
        type: 'counter',
        labels: ['order_status'],
        as: { order_status: 'status' },
        description: 'Orders placed',
      },
      packed: {
        type: 'counter',
        labels: ['parcel_status'],
        as: { parcel_status: 'status' },
        description: 'Parcels packed',
      },
    },
    operations: {},
  } satisfies Catalog
  expect(reference(paid)).toContain(`| label | values | meaning |
|---|---|---|
| \`status\` of \`app_orders_placed_total\` | \`paid\`, \`open\` | How far the order is |
| \`status\` of \`app_orders_packed_total\` | \`sent\`, \`lost\` | Where the parcel is |
`)
})

test('a fact that the semantic conventions know has their name beside it', () => {
  const known = {
    ...orders,
    metrics: {
      sent: { type: 'counter', description: 'Sent', semconv: 'messaging.client.sent.messages' },
      open: { type: 'gauge', description: 'Open' },
    },
    operations: {},
  } satisfies Catalog
  expect(reference(known)).toContain(`| metric | helper | type | labels | description | semantic conventions |
|---|---|---|---|---|---|
| \`app_orders_sent_total\` | \`orders.sent\` | counter |  | Sent | \`messaging.client.sent.messages\` |
| \`app_orders_open\` | \`orders.open\` | gauge |  | Open |  |
`)
})

test('what a system emits by the semantic conventions is a table of its own', () => {
  const metric = {
    name: 'messaging.client.sent.messages',
    type: 'counter',
    unit: '{message}',
    description: 'Sent',
    attributes: { 'shop.id': 'string', 'messaging.system.name': 'string' },
  } as const
  const place = { later: ['shop_id'], semconv: [{ metric, measure: 'count' }] } as const
  const domain = resolveDomain('app', 'orders', { ...orders, operations: { place } }, { semconv: true })
  const text = metricsReference({ namespace: 'app', domains: [domain], exceptions: [] }, { title: 'Metrics' })
  expect(text).toContain(`| also | in OTLP | type | attributes | from |
|---|---|---|---|---|
| \`messaging_client_sent_messages_total\` | \`messaging.client.sent.messages\` | counter | \`shop.id\` | \`orders.place\` |
`)
})

test('constant labels stand with their value, dropped ones not at all', () => {
  const catalog = {
    ...orders,
    constant: { kind: 'new' },
    metrics: {
      placed: { type: 'counter', labels: ['kind', 'shop_id'], as: { shop_id: false }, description: 'x' },
    },
    operations: {},
  } satisfies Catalog
  expect(reference(catalog)).toContain('| counter | `kind="new"` | x |')
})

test('a domain that emits nothing has no section', () => {
  const silent: Catalog = { name: 'silent', labels: {}, metrics: {} }
  expect(reference(orders, silent)).not.toContain('silent')
})

test('a label that another one decides says of which it has one', () => {
  const owned: Catalog = {
    ...orders,
    labels: {
      ...orders.labels,
      owner: { bound: 4, determinedBy: 'shop_id', description: 'Who runs the shop' },
    },
    metrics: {
      placed: {
        type: 'counter',
        labels: ['shop_id', 'owner'],
        as: { shop_id: 'branch_id' },
        description: 'Orders placed',
      },
    },
    operations: {},
  }
  expect(reference(owned)).toContain('| `owner` | up to 4, one for each `branch_id` | Who runs the shop |')
})

test('what could have more series than an instrument holds is told of', () => {
  const labels = { kind: { bound: 50, description: 'Kind' }, shop: { bound: 50, description: 'Shop' } }
  const placed = { type: 'counter', labels: ['kind', 'shop'], description: 'Orders placed' } as const
  expect(reference({ name: 'orders', labels, metrics: { placed } })).toContain(
    '- `app_orders_placed_total` could have 2,500 series by these bounds; an instrument holds 2,000 unless it is told otherwise, and one more for all that come later.',
  )
  expect(reference(orders)).not.toContain('could have')
})
