import type { Redis } from '../redis/connect-redis.ts'
import { JOB_KEPT_SECONDS, keys } from '../redis/keys.ts'
import type { Dag, Stage } from './stages.ts'

/** How far a job is. */
export interface Job {
  readonly id: string
  readonly tenant: string
  readonly createdAt: number
  readonly status: 'running' | 'completed' | 'failed'
  readonly dag: Dag
  readonly scheduled: readonly Stage[]
  /** Done or failed; a job with a failed one is not running any more. */
  readonly ended: readonly Stage[]
}

/** Jobs in Redis. Only the orchestrator writes them, one event after the other. */
export class JobStore {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  async find(id: string): Promise<Job | undefined> {
    const text = await this.#redis.get(keys.job(id))
    // What `save` has written.
    return text === null ? undefined : (JSON.parse(text) as Job)
  }

  async save(job: Job): Promise<void> {
    const change = job.status === 'running' ? 'sAdd' : 'sRem'
    await this.#redis
      .multi()
      .set(keys.job(job.id), JSON.stringify(job), { expiration: { type: 'EX', value: JOB_KEPT_SECONDS } })
      [change](keys.running, job.id)
      .exec()
  }

  running(): Promise<number> {
    return this.#redis.sCard(keys.running)
  }
}
