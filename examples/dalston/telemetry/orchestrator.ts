import { defineSystem, jobs } from 'spanmeter'
import { dag } from '../orchestrator/dag-domain.ts'
import { componentErrors, events } from './shared.ts'

/** Jobs and tasks as the orchestrator knows them. */
export const pipeline = jobs.with({
  subsystem: 'orchestrator',
  only: ['jobs', 'jobsInProgress', 'jobDuration', 'tasksScheduled', 'tasksCompleted'],
  labels: { queue: 'engine_id' },
  metrics: {
    jobs: { description: 'Jobs by final status (completed, failed)' },
    jobDuration: {
      // A number as a label stays few only while the stages that there are do.
      labels: { stage_count: { bound: 5, description: 'How many stages the job has' } },
    },
    tasksCompleted: { description: 'Task completions (success, failure)' },
  },
})

/** What the orchestrator measures. */
export function createOrchestratorTelemetry() {
  return defineSystem({
    namespace: 'dalston',
    domains: { jobs: pipeline, dag, events, errors: componentErrors },
  })
}

export type OrchestratorTelemetry = ReturnType<typeof createOrchestratorTelemetry>
