import { type Catalog, defineDomain, definePanels } from 'spanmeter'

const catalog = {
  name: 'checkout',
  labels: {
    outcome: {
      values: ['paid', 'declined', 'unavailable', 'unknown_order'],
      description: 'How the checkout ended',
    },
  },
  metrics: {
    attempts: { type: 'counter', labels: ['outcome'], description: 'Checkouts by outcome' },
    duration: {
      type: 'histogram',
      unit: 's',
      labels: ['outcome'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      description: 'Time from the request to the confirmed payment',
    },
  },
  operations: {
    pay: {
      span: { kind: 'internal', attributes: { order_id: 'shop.order.id' } },
      labels: [],
      later: ['outcome'],
      metrics: [
        { metric: 'attempts', measure: 'count' },
        { metric: 'duration', measure: 'duration' },
      ],
    },
  },
} as const satisfies Catalog

const panels = definePanels(catalog, {
  attempts: {
    title: 'Checkouts',
    description: 'Checkouts per minute, by how they ended.',
    unit: 'opm',
    drawn: 'stack',
    query: { show: 'rate', of: 'attempts', per: 'minute', by: ['outcome'] },
  },
  duration: {
    title: 'P95 checkout',
    description: 'Nineteen of twenty checkouts take less, from the request to the confirmed payment.',
    unit: 's',
    query: { show: 'quantile', of: 'duration', quantiles: [0.95], by: ['outcome'] },
  },
  mean: {
    title: 'Mean checkout',
    description: 'How long a checkout takes on average, by how it ended.',
    unit: 's',
    // The vocabulary has no mean.
    query: {
      show: 'promql',
      text: 'sum by (outcome) (rate(duration_sum[$window])) / sum by (outcome) (rate(duration_count[$window]))',
      by: ['outcome'],
    },
  },
})

/** What only this shop has, declared as any user of the package would: paying for an order. */
export const checkout = defineDomain(catalog, { panels })
