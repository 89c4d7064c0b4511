// A service: runs until it is told to stop.
import { metrics, trace } from '@opentelemetry/api'

const { startObservability } = await import(process.env.SPANMETER_SETUP ?? '')
await startObservability({ metrics: { port: 0 }, shutdownOn: ['SIGTERM'] })
if (process.env.OWN_HANDLER === 'yes') {
  process.on('SIGTERM', () => {
    console.log('own handler')
    process.exitCode = 3
    setTimeout(() => clearInterval(work), 300)
  })
}
const work = setInterval(() => {}, 1000)
metrics.getMeter('test').createCounter('orders_total').add(1)
trace.getTracer('test').startSpan('work').end()
console.log('ready')
