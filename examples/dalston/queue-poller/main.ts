import { setTimeout as sleep } from 'node:timers/promises'
import { errorLog } from '../process/error-log.ts'
import { runProcess } from '../process/run-process.ts'
import { engineIds } from '../process/services.ts'
import { connectRedis, type Redis } from '../redis/connect-redis.ts'
import { keys } from '../redis/keys.ts'
import { createQueuePollerTelemetry } from '../telemetry/queue-poller.ts'

const ANSWER_WITHIN_MS = 500

await runProcess({
  service: 'queue-poller',
  ownServer: false,
  async start({ env }) {
    const telemetry = createQueuePollerTelemetry()
    const log = errorLog(telemetry.errors, 'queue-poller')
    const redis = await connectRedis(env, log)
    // Read when Prometheus asks: a timer would show it what was, and keep showing it when Redis is gone.
    for (const engine of engineIds) {
      telemetry.queues.observe({ queue: engine }, () => stateOf(redis, keys.queue(engine)))
    }
    let wasThere = true
    telemetry.redis.connected.observe({}, async () => {
      const isThere = await answers(redis)
      if (wasThere && !isThere) log(new Error('Redis does not answer.'))
      wasThere = isThere
      return isThere ? 1 : 0
    })
    return () => redis.destroy()
  },
})

async function stateOf(redis: Redis, queue: string) {
  const [depth, oldest] = await Promise.all([redis.lLen(queue), redis.lIndex(queue, -1)])
  const enqueuedAt = oldest === null ? Date.now() : Number(JSON.parse(oldest).enqueuedAt)
  // Another machine's clock may be ahead.
  return { depth, oldestAge: Math.max(0, (Date.now() - enqueuedAt) / 1_000) }
}

/** A Redis that hangs takes the connection and never answers. */
async function answers(redis: Redis): Promise<boolean> {
  const late = sleep(ANSWER_WITHIN_MS, false, { ref: false })
  const ping = redis.ping().then(
    () => true,
    () => false,
  )
  return Promise.race([ping, late])
}
