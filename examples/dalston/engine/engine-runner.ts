import type { FileStore } from '../files/file-store.ts'
import type { LogError } from '../process/error-log.ts'
import type { Redis } from '../redis/connect-redis.ts'
import { Crew } from '../redis/crew.ts'
import { publish } from '../redis/events.ts'
import { keys } from '../redis/keys.ts'
import { workOff } from '../redis/work-list.ts'
import type { EngineTelemetry } from '../telemetry/engine.ts'
import type { Engine } from './engine.ts'
import type { Task } from './task.ts'

/** What the runner works with. */
export interface EngineRunnerOptions {
  readonly engine: Engine
  readonly telemetry: EngineTelemetry
  readonly log: LogError
  readonly files: FileStore
  /** To take tasks from, which blocks it. */
  readonly queue: Redis
  /** For everything else. */
  readonly redis: Redis
  readonly stop: AbortSignal
}

/**
 * Takes tasks from the queue of an engine, fetches the audio, has the engine process it, and stores what comes out. All
 * that is measured of engines is measured here.
 */
export class EngineRunner {
  readonly #options: EngineRunnerOptions
  readonly #work
  readonly #storage

  constructor(options: EngineRunnerOptions) {
    const { engine, telemetry } = options
    this.#options = options
    this.#work = telemetry.jobs({ queue: engine.id })
    this.#storage = telemetry.storage({ engine_id: engine.id })
  }

  /** Resolves after `stop`, once the task in work is done. Others may run the same engine beside it. */
  async run(): Promise<void> {
    const { engine, queue, redis, stop, log } = this.#options
    const list = keys.queue(engine.id)
    const crew = new Crew({ redis, list, working: 'all', log })
    await workOff({ redis: queue, list, crew, stop, log, handle: (item) => this.#handle(taskOf(item)) })
    await crew.leave()
  }

  async #handle(task: Task): Promise<void> {
    const { redis, telemetry, log } = this.#options
    const { job, stage, tenant, headers } = task
    const details = { headers, enqueued_at: task.enqueuedAt, job_id: job, task_id: task.id }
    await this.#work.task({}, details, async (operation) => {
      const failure = await this.#attempt(task)
      if (failure !== undefined) {
        operation.fail(failure)
        log(failure)
      }
      const type = failure === undefined ? 'task.completed' : 'task.failed'
      await publish(redis, telemetry.events, { event: { type, job, stage }, tenant })
    })
  }

  /** @returns why it failed */
  async #attempt({ job, stage, input }: Task): Promise<Error | undefined> {
    const { engine, files } = this.#options
    const key = `${job}/${stage}.json`
    try {
      const audio = await this.#storage.fetch({}, { key: input }, () => files.get(input))
      const result = Buffer.from(JSON.stringify(await engine.process(audio, stage)))
      await this.#storage.store({}, { key }, () => files.put(key, result))
      return undefined
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }
}

function taskOf(item: string): Task {
  // Only the orchestrator writes into this list.
  return JSON.parse(item) as Task
}
