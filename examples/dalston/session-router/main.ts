import { setTimeout as sleep } from 'node:timers/promises'
import { errorLog } from '../process/error-log.ts'
import { runProcess } from '../process/run-process.ts'
import { createSessionRouterTelemetry } from '../telemetry/session-router.ts'
import { routesOf } from './routes.ts'
import { WorkerPool } from './worker-pool.ts'

const CHECK_EVERY_MS = 1_000

await runProcess({
  service: 'session-router',
  ownServer: true,
  async start({ serve, stop }) {
    const telemetry = createSessionRouterTelemetry()
    const pool = new WorkerPool(telemetry, errorLog(telemetry.errors, 'session-router'))
    await serve(routesOf(pool, telemetry))
    const checking = check(pool, stop)
    return () => checking
  },
})

async function check(pool: WorkerPool, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await pool.check()
    // Aborted: it is time to end.
    await sleep(CHECK_EVERY_MS, undefined, { signal: stop }).catch(() => {})
  }
}
