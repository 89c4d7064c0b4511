import { parseArgs } from 'node:util'
import { startObservability } from 'spanmeter/setup'
import { stopSignal } from '../stopping.ts'
import { createTelemetry } from '../telemetry.ts'
import { connectRedis } from '../webhooks/redis.ts'
import { WebhookQueue } from '../webhooks/webhook-queue.ts'
import { WebhookWorker } from '../webhooks/webhook-worker.ts'

const { values } = parseArgs({
  options: {
    id: { type: 'string', default: 'worker-1' },
    port: { type: 'string', default: '5001' },
    seconds: { type: 'string' },
  },
})
const { REDIS_URL = 'redis://127.0.0.1:6379', WEBHOOK_SECRET = 'only an example' } = process.env

const stop = stopSignal(values.seconds)
const observability = await startObservability({
  serviceName: 'livekit-platform',
  metrics: { port: Number(values.port) },
})
const telemetry = createTelemetry()
const redis = await connectRedis(REDIS_URL)
const queue = new WebhookQueue(redis)
using _process = telemetry.resources.observeProcess({ component: 'webhook_worker' })
console.log(`The webhook worker ${values.id} is scraped at ${observability.metricsUrl}.`)

await new WebhookWorker({ telemetry, queue, workerId: values.id, secret: WEBHOOK_SECRET }).run(stop)
await observability.shutdown()
redis.destroy()
