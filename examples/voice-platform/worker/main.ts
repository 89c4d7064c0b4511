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
const { WEBHOOK_SECRET = 'only an example' } = process.env
const { WEBHOOK_TIMEOUT_SECONDS = '10', WEBHOOK_LEASE_SECONDS = '30' } = process.env
const answerWithinMs = Number(WEBHOOK_TIMEOUT_SECONDS) * 1_000
const leaseMs = Number(WEBHOOK_LEASE_SECONDS) * 1_000
if (!(answerWithinMs > 0 && leaseMs > answerWithinMs)) {
  throw new Error(
    `A worker keeps a webhook for WEBHOOK_LEASE_SECONDS (${WEBHOOK_LEASE_SECONDS}), which is to be longer than a partner may take, WEBHOOK_TIMEOUT_SECONDS (${WEBHOOK_TIMEOUT_SECONDS}): otherwise two workers deliver it.`,
  )
}

const stop = stopSignal(values.seconds)
const observability = await startObservability({
  serviceName: 'livekit-platform',
  metrics: { port: Number(values.port) },
})
const telemetry = createTelemetry()
const redis = await connectRedis(process.env.REDIS_URL || 'redis://127.0.0.1:6379')
const queue = new WebhookQueue(redis)
using _process = telemetry.resources.observeProcess({ component: 'webhook_worker' })
console.log(
  `The webhook worker ${values.id}, process ${process.pid}, is scraped at ${observability.metricsUrl}.`,
)

await new WebhookWorker({
  ...{ telemetry, queue, workerId: values.id, secret: WEBHOOK_SECRET },
  ...{ answerWithinMs, leaseMs },
}).run(stop)
await observability.shutdown()
redis.destroy()
