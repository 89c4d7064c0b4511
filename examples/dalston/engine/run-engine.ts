import { openFileStore } from '../files/file-store.ts'
import { errorLog } from '../process/error-log.ts'
import { runProcess } from '../process/run-process.ts'
import { connectRedis } from '../redis/connect-redis.ts'
import { createEngineTelemetry } from '../telemetry/engine.ts'
import type { Engine } from './engine.ts'
import { EngineRunner } from './engine-runner.ts'

/** The process of one engine. */
export async function runEngine(engine: Engine): Promise<void> {
  const service = `engine-${engine.id}` as const
  await runProcess({
    service,
    ownServer: false,
    async start({ env, stop }) {
      const telemetry = createEngineTelemetry()
      const log = errorLog(telemetry.errors, service)
      for (const status of ['success', 'failure'] as const) {
        telemetry.jobs.tasksProcessed.zero({ engine_id: engine.id, status })
      }
      const [queue, redis] = await Promise.all([connectRedis(env, log), connectRedis(env, log)])
      const files = openFileStore(env)
      const running = new EngineRunner({ engine, telemetry, log, files, queue, redis, stop }).run()
      return async () => {
        await running
        queue.destroy()
        redis.destroy()
      }
    },
  })
}
