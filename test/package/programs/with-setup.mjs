// An application without OpenTelemetry of its own: one operation, seen as metrics and as OTLP by a receiver here.
import { createServer } from 'node:http'
import { cache, database, defineSystem } from 'spanmeter'
import { startObservability } from 'spanmeter/setup'

const received = new Set()
const receiver = createServer((request, response) => {
  request.resume().on('end', () => {
    received.add(request.url)
    response.end()
  })
})
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', () => resolve(undefined)))
const address = receiver.address()
if (address === null || typeof address === 'string') throw new Error('the receiver has no port')
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${address.port}`
process.env.OTEL_METRICS_EXPORTER = 'otlp,prometheus'

const shop = defineSystem({ namespace: 'shop', domains: { cache, database } })
const observability = await startObservability({ serviceName: 'shop', metrics: { port: 0 } })
const rows = await shop.database.query(
  { query_type: 'select', table: 'products' },
  { sql: 'SELECT 1' },
  async () => [1],
)
const text = await (await fetch(observability.metricsUrl ?? '')).text()
await observability.shutdown()
receiver.close()

console.log(
  JSON.stringify({
    rows,
    counted: text.match(/^shop_database_query_duration_seconds_count.* (\d+)/m)?.[1],
    received: [...received].sort(),
  }),
)
