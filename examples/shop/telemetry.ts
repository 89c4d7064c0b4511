import { cache, circuitBreaker, database, defineSystem, errors, eventBus, http, spans } from 'spanmeter'
import { checkout } from './checkout-domain.ts'

/** Most operations of this shop take less than the 5 ms that the first bucket of this histogram otherwise ends at. */
const SPAN_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]
const finerSpans = spans.with({ metrics: { spanDuration: { buckets: SPAN_BUCKETS } } })

/** The one declaration of what this shop measures. Works once `startObservability` has run. */
export function createTelemetry(namespace: string) {
  return defineSystem({
    namespace,
    domains: { cache, checkout, circuitBreaker, database, errors, eventBus, http, spans: finerSpans },
  })
}

export type ShopTelemetry = ReturnType<typeof createTelemetry>
