import { randomUUID } from 'node:crypto'
import type { Task } from '../engine/task.ts'
import type { Redis } from '../redis/connect-redis.ts'
import { keys } from '../redis/keys.ts'
import type { OrchestratorTelemetry } from '../telemetry/orchestrator.ts'
import type { Job } from './job-store.ts'
import { type Stage, stages } from './stages.ts'

/** Puts the stages of a job into the queues of their engines. */
export class Scheduler {
  readonly #redis: Redis
  readonly #telemetry: OrchestratorTelemetry

  constructor(redis: Redis, telemetry: OrchestratorTelemetry) {
    this.#redis = redis
    this.#telemetry = telemetry
    for (const [stage, { engine }] of Object.entries(stages)) {
      telemetry.jobs.tasksScheduled.zero({ engine_id: engine, stage })
    }
  }

  /** @returns the job, with every stage scheduled that nothing holds up any more */
  async schedule(job: Job): Promise<Job> {
    const ready = stagesOf(job).filter((stage) => isReady(job, stage))
    for (const stage of ready) await this.#push(job, stage)
    return { ...job, scheduled: [...job.scheduled, ...ready] }
  }

  async #push({ id: job, tenant }: Job, stage: Stage): Promise<void> {
    const { engine } = stages[stage]
    const headers: Record<string, string> = {}
    const id = randomUUID()
    const details = { headers, job_id: job, task_id: id }
    await this.#telemetry.jobs.schedule({ queue: engine, stage }, details, async () => {
      const task: Task = { id, job, tenant, stage, input: `${job}/audio`, enqueuedAt: Date.now(), headers }
      await this.#redis.lPush(keys.queue(engine), JSON.stringify(task))
    })
  }
}

/** All stages of a job. */
export function stagesOf({ dag }: Job): Stage[] {
  // Its keys are the stages that were put in.
  return Object.keys(dag) as Stage[]
}

function isReady({ dag, scheduled, ended }: Job, stage: Stage): boolean {
  return !scheduled.includes(stage) && (dag[stage] ?? []).every((before) => ended.includes(before))
}
