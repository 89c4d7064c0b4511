import { defineDomain } from 'spanmeter'

/** What only this shop has, declared as any user of the package would: paying for an order. */
export const checkout = defineDomain({
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
})
