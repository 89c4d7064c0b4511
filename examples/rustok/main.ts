import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { startObservability } from 'spanmeter/setup'
import { openDatabase } from './content/database.ts'
import { Products } from './content/products.ts'
import { EventBus } from './events/event-bus.ts'
import { handlersOf } from './events/handlers.ts'
import { routesOf } from './http/routes.ts'
import { createRustokServer, METRICS_PATH } from './http/server.ts'
import { Redis } from './redis/redis.ts'
import { createTelemetry } from './telemetry.ts'
import { actAsVisitors } from './visitors.ts'

/** Handlers of what has happened already get this long at the end. */
const DRAIN_WITHIN_MS = 5_000

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    port: { type: 'string', default: '3000' },
    'no-visitors': { type: 'boolean', default: false },
  },
})

const stop = new AbortController()
const stopped = once(stop.signal, 'abort')
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

const observability = await startObservability({
  serviceName: 'rustok-server',
  metrics: { server: false, path: METRICS_PATH },
})
const telemetry = createTelemetry()
const database = await openDatabase(telemetry, process.env.DATABASE_URL || undefined)
const products = new Products(telemetry, database)
const bus = new EventBus(telemetry, handlersOf(database))
const redis = new Redis(telemetry, process.env.REDIS_URL || 'redis://127.0.0.1:6379')
const server = createRustokServer({
  telemetry,
  routes: routesOf({ products, bus, redis }),
  metrics: observability.metricsHandler,
})
server.listen(Number(values.port), '127.0.0.1')
await once(server, 'listening')
// It listens on TCP.
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
console.log(`RusToK answers at ${url}, its metrics are at ${url}${METRICS_PATH}. Ctrl-C ends it.`)

if (values.seconds !== undefined) setTimeout(() => stop.abort(), Number(values.seconds) * 1_000)
if (values['no-visitors']) await stopped
else await actAsVisitors({ url, until: stop.signal })
server.close()
server.closeAllConnections()
const lost = await bus.drain(DRAIN_WITHIN_MS)
if (lost > 0) console.error(`${lost} events were not handled within ${DRAIN_WITHIN_MS} ms, and are lost.`)
products.close()
await database.close()
await observability.shutdown()
// Nothing is left to do. A database that hangs keeps its connections open, though, and they would keep this process.
setTimeout(() => process.exit(), 500).unref()
