import { errorLog } from '../process/error-log.ts'
import { runProcess } from '../process/run-process.ts'
import { connectRedis } from '../redis/connect-redis.ts'
import { Crew } from '../redis/crew.ts'
import { type EventMessage, eventTypes } from '../redis/events.ts'
import { keys } from '../redis/keys.ts'
import { workOff } from '../redis/work-list.ts'
import { createOrchestratorTelemetry } from '../telemetry/orchestrator.ts'
import { EventHandlers } from './event-handlers.ts'
import { JobStore } from './job-store.ts'
import { Scheduler } from './scheduler.ts'

await runProcess({
  service: 'orchestrator',
  ownServer: false,
  async start({ env, stop }) {
    const telemetry = createOrchestratorTelemetry()
    const log = errorLog(telemetry.errors, 'orchestrator')
    for (const event_type of eventTypes) telemetry.events.dispatched.zero({ event_type })
    const [list, redis] = await Promise.all([connectRedis(env, log), connectRedis(env, log)])
    const jobs = new JobStore(redis)
    const handlers = new EventHandlers(jobs, new Scheduler(redis, telemetry), telemetry)
    // One event after the other, in the order of their coming, whichever process handles them.
    const crew = new Crew({ redis, list: keys.events, working: 'one', log })
    // They are in Redis for all: two that told it would be added up.
    telemetry.jobs.jobsInProgress.observe({}, () => (crew.mayWork ? jobs.running() : undefined))
    const running = workOff({
      redis: list,
      list: keys.events,
      crew,
      stop,
      log,
      async handle(item) {
        // Only `publish` writes into this list.
        const { event, publishedAt, headers } = JSON.parse(item) as EventMessage
        const labels = { event_type: event.type, handler: 'orchestrator' }
        await telemetry.events.dispatch(labels, { headers, published_at: publishedAt }, () =>
          handlers.handle(event, publishedAt),
        )
      },
    })
    return async () => {
      await running
      await crew.leave()
      list.destroy()
      redis.destroy()
    }
  },
})
