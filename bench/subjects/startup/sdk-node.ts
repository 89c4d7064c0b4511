import { metrics, trace } from '@opentelemetry/api'
import { NodeSDK } from '@opentelemetry/sdk-node'
import type { StartAndSend } from './startable.ts'

/** `@opentelemetry/sdk-node`, which takes its exporters from the `OTEL_*` variables. */
export const startAndSend: StartAndSend = async () => {
  const sdk = new NodeSDK()
  sdk.start()
  trace.getTracer('bench').startSpan('bench first span').end()
  metrics.getMeter('bench').createCounter('bench_total').add(1, { event_type: 'first' })
  await sdk.shutdown()
}
