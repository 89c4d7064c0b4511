import { defineSystem, jobs } from 'spanmeter'
import { storage } from '../engine/storage-domain.ts'
import { componentErrors, events } from './shared.ts'

/** Tasks as the engines do them. */
export const work = jobs.with({
  subsystem: 'engine',
  only: ['tasksProcessed', 'taskDuration', 'queueWait'],
  labels: { queue: 'engine_id' },
  metrics: { tasksProcessed: { description: 'Tasks processed (success, failure)' } },
})

/** What the runner of an engine measures; the engine itself measures nothing. */
export function createEngineTelemetry() {
  return defineSystem({
    namespace: 'dalston',
    domains: { jobs: work, storage, events, errors: componentErrors },
  })
}

export type EngineTelemetry = ReturnType<typeof createEngineTelemetry>
