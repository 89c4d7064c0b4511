import { randomUUID } from 'node:crypto'
import type { FileStore } from '../files/file-store.ts'
import type { Wishes } from '../orchestrator/stages.ts'
import type { Redis } from '../redis/connect-redis.ts'
import { publish } from '../redis/events.ts'
import { keys } from '../redis/keys.ts'
import type { GatewayTelemetry } from '../telemetry/gateway.ts'

/** Audio that somebody wants in writing. */
export interface Submission {
  readonly tenant: string
  readonly audio: Buffer
  readonly wishes: Wishes
}

/** Takes jobs in, and says how far they are. */
export class Transcriptions {
  readonly #redis: Redis
  readonly #files: FileStore
  readonly #telemetry: GatewayTelemetry

  constructor(redis: Redis, files: FileStore, telemetry: GatewayTelemetry) {
    this.#redis = redis
    this.#files = files
    this.#telemetry = telemetry
  }

  /** @returns the id of the job */
  async submit({ tenant, audio, wishes }: Submission): Promise<string> {
    const id = randomUUID()
    await this.#telemetry.jobs.submit({ tenant_id: tenant }, { job_id: id }, async () => {
      await this.#files.put(`${id}/audio`, audio)
      const event = { type: 'job.created', job: id, tenant, wishes } as const
      await publish(this.#redis, this.#telemetry.events, { event, tenant })
    })
    return id
  }

  /** @returns its status, or undefined when nobody has heard of it yet */
  async status(id: string): Promise<string | undefined> {
    const text = await this.#redis.get(keys.job(id))
    return text === null ? undefined : String(JSON.parse(text).status)
  }
}
