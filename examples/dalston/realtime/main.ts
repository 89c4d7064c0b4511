import { setTimeout as sleep } from 'node:timers/promises'
import { errorLog, type LogError } from '../process/error-log.ts'
import { runProcess } from '../process/run-process.ts'
import { createRealtimeTelemetry } from '../telemetry/realtime.ts'
import { RouterClient } from './router-client.ts'
import { routesOf } from './routes.ts'

const REGISTER_EVERY_MS = 1_000

await runProcess({
  service: 'realtime',
  ownServer: true,
  async start({ env, serve, stop }) {
    const workerId = env.DALSTON_WORKER_ID || 'realtime-1'
    const telemetry = createRealtimeTelemetry()
    const log = errorLog(telemetry.errors, 'realtime')
    const router = new RouterClient(env.SESSION_ROUTER_URL || 'http://127.0.0.1:8002', telemetry)
    telemetry.speech.audioProcessed.zero({ worker_id: workerId })
    const { url } = await serve(routesOf({ workerId, telemetry, router, log }))
    const registering = register(() => router.register(workerId, env.DALSTON_WORKER_URL || url), log, stop)
    return async () => {
      await registering
      // A router that has gone before needs no word.
      await router.leave(workerId).catch(() => {})
    }
  },
})

/** Again and again, and said once when it begins to fail. */
async function register(tell: () => Promise<void>, log: LogError, stop: AbortSignal): Promise<void> {
  let wasHeard = true
  while (!stop.aborted) {
    try {
      await tell()
      wasHeard = true
    } catch (error) {
      if (wasHeard) log(error)
      wasHeard = false
    }
    await sleep(REGISTER_EVERY_MS, undefined, { signal: stop }).catch(() => {})
  }
}
