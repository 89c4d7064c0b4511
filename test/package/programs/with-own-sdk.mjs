// An application that runs its own OpenTelemetry SDK: the meters record on it, and the exposition renders its reader.
import { createServer } from 'node:http'
import { metrics } from '@opentelemetry/api'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { database, defineSystem } from 'spanmeter'
import { createMetricsHandler } from 'spanmeter/exposition'

class PullReader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

const reader = new PullReader()
const meterProvider = new MeterProvider({ readers: [reader] })
metrics.setGlobalMeterProvider(meterProvider)

const shop = defineSystem({ namespace: 'shop', domains: { database }, meterProvider })
const rows = await shop.database.query(
  { query_type: 'select', table: 'products' },
  { sql: 'SELECT 1' },
  async () => [1],
)
metrics.getMeter('application').createCounter('application.starts').add(1)

const server = createServer(createMetricsHandler({ reader }))
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('the server has no port')
const text = await (await fetch(`http://127.0.0.1:${address.port}/metrics`)).text()
server.close()
await meterProvider.shutdown()

console.log(
  JSON.stringify({
    rows,
    counted: text.match(/^shop_database_query_duration_seconds_count.* (\d+)/m)?.[1],
    application: text.match(/^application_starts_total.* (\d+)/m)?.[1],
  }),
)
