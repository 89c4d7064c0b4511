// Starts, records, shuts down, and comes to its end by itself.
import { metrics, trace } from '@opentelemetry/api'

const { startObservability } = await import(process.env.SPANMETER_SETUP ?? '')
const observability = await startObservability({ metrics: { port: 0 }, shutdownTimeout: 500 })
metrics.getMeter('test').createCounter('orders_total').add(1)
trace.getTracer('test').startSpan('work').end()
await observability.shutdown()
console.log(
  'shut down, timers left:',
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
)
