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

/** The job is not what it was when it was read. */
class JobChanged extends Error {
  override readonly name = 'JobChanged'
}

/** Arguments: what the job was, what it is, and how long that is kept where it is settled, else nothing. */
const SAVE = `
  if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2])
  if ARGV[3] == '' then
    redis.call('SADD', KEYS[2], ARGV[4])
  else
    redis.call('EXPIRE', KEYS[1], ARGV[3])
    redis.call('SREM', KEYS[2], ARGV[4])
  end
  return 1`

/**
 * Jobs in Redis. Only orchestrators write them. One of them works, as a rule, but one that had stopped for a while learns
 * late that another has taken over.
 */
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

  /** @throws {@link JobChanged} when it is not what it `was` any more: then it is to be read again */
  async save(job: Job, was: Job | undefined): Promise<void> {
    // One that waits for an engine is kept however long that takes.
    const kept = job.status === 'running' ? '' : String(JOB_KEPT_SECONDS)
    const isSaved = await this.#redis.eval(SAVE, {
      keys: [keys.job(job.id), keys.running],
      arguments: [was === undefined ? '' : JSON.stringify(was), JSON.stringify(job), kept, job.id],
    })
    if (isSaved !== 1) throw new JobChanged(`The job ${job.id} was changed by another orchestrator.`)
  }

  running(): Promise<number> {
    return this.#redis.sCard(keys.running)
  }
}
