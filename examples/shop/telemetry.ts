import { cache, circuitBreaker, database, defineSystem, errors, eventBus, http, spans } from 'spanmeter'
import { checkout } from './checkout-domain.ts'

/** Most work of this shop takes less than the 5 ms at which the first bucket of these histograms otherwise ends. */
const FINE_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

const fineHttp = http.with({ metrics: { requestDuration: { buckets: FINE_BUCKETS } } })
const fineSpans = spans.with({ metrics: { spanDuration: { buckets: FINE_BUCKETS } } })

/** The one declaration of what this shop measures. Works once `startObservability` has run. */
export function createTelemetry(namespace: string) {
  return defineSystem({
    namespace,
    domains: {
      cache,
      checkout,
      circuitBreaker,
      database,
      errors,
      eventBus,
      http: fineHttp,
      spans: fineSpans,
    },
  })
}

export type ShopTelemetry = ReturnType<typeof createTelemetry>
