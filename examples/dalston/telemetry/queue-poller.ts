import { defineSystem, queue } from 'spanmeter'
import { redis } from '../redis/redis-domain.ts'
import { componentErrors } from './shared.ts'

/** The engines' queues in Redis. */
export const queues = queue.with({
  only: ['depth', 'oldestAge'],
  labels: { queue: 'engine_id' },
  metrics: {
    depth: { description: 'Tasks waiting in each engine queue' },
    oldestAge: { name: 'oldest_task_age', description: 'Age of oldest task in queue' },
  },
})

/** What the queue poller measures. */
export function createQueuePollerTelemetry() {
  return defineSystem({ namespace: 'dalston', domains: { queues, redis, errors: componentErrors } })
}

export type QueuePollerTelemetry = ReturnType<typeof createQueuePollerTelemetry>
