// Starts, records, and comes to its end without a shutdown: nothing of the telemetry may keep it alive.
import { metrics, trace } from '@opentelemetry/api'

const { startObservability } = await import(process.env.SPANMETER_SETUP ?? '')
await startObservability({ metrics: { port: 0 } })
metrics.getMeter('test').createCounter('orders_total').add(1)
trace.getTracer('test').startSpan('work').end()
console.log('came to its end')
