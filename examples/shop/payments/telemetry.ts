import { defineDomain, defineSystem, http } from 'spanmeter'

const bank = defineDomain({
  name: 'bank',
  labels: { verdict: { values: ['approved', 'declined'], description: 'What the bank said' } },
  metrics: {
    authorisations: { type: 'counter', labels: ['verdict'], description: 'Authorisations by verdict' },
  },
  operations: {
    authorise: {
      span: { kind: 'client', attributes: { order_id: 'shop.order.id' } },
      labels: [],
      later: ['verdict'],
      metrics: [{ metric: 'authorisations', measure: 'count' }],
    },
  },
})

/** What the payment process measures; its metrics leave by OTLP only, its spans reach the shop as well. */
export function createPaymentTelemetry(namespace: string) {
  return defineSystem({
    namespace: namespace === '' ? 'payments' : `${namespace}_payments`,
    domains: { bank, http },
  })
}

export type PaymentTelemetry = ReturnType<typeof createPaymentTelemetry>
