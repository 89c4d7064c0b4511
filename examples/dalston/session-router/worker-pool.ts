import { randomUUID } from 'node:crypto'
import type { LogError } from '../process/error-log.ts'
import type { SessionRouterTelemetry } from '../telemetry/session-router.ts'

/** What a realtime worker says of itself. */
export interface Registration {
  readonly url: string
  /** Another one each time that it is started. */
  readonly run: string
  /** Sessions that it serves, or whose end it could not tell yet. */
  readonly sessions: readonly string[]
}

/** A realtime worker that takes sessions. */
interface Worker {
  readonly url: string
  readonly run: string
  /** Health checks that failed, one after the other. */
  failed: number
  /** Each with the moment at which it was given to the worker. */
  readonly sessions: Map<string, number>
}

/** Where a session is to go. */
export interface Allocation {
  readonly session: string
  readonly worker: string
  readonly url: string
}

/** How a session ended. */
export type SessionEnd = 'completed' | 'error' | 'timeout'

/** A worker does not pass its health check. */
class WorkerUnhealthy extends Error {
  override readonly name = 'WorkerUnhealthy'
}

/** No worker has a place. */
export class PoolFull extends Error {
  override readonly name = 'PoolFull'
}

const PLACES = 8
/** A session that its worker has not begun by then never will be: who asked for it has gone. */
const BEGUN_WITHIN_MS = 5_000
const ANSWER_WITHIN_MS = 500
/** Health checks in a row that must fail until the sessions of a worker are given up. */
const SESSIONS_LOST_AFTER = 3
/** Health checks in a row after which nobody waits for it any more; until then somebody can be told that it is missing. */
const FORGOTTEN_AFTER = 600

/** Who can take sessions, and who has which. Whatever changes is told to the meter at once. */
export class WorkerPool {
  readonly #workers = new Map<string, Worker>()
  readonly #meter
  readonly #log: LogError

  constructor({ sessions }: SessionRouterTelemetry, log: LogError) {
    this.#meter = sessions
    this.#log = log
    this.#tell()
  }

  /** Again and again, by the worker: a router that was started anew learns of it, and of its sessions. */
  register(id: string, { url, run, sessions }: Registration): void {
    const known = this.#workers.get(id)
    const now = performance.now()
    if (known?.url === url && known.run === run) {
      const lost = [...known.sessions].filter(
        ([session, since]) => now - since > BEGUN_WITHIN_MS && !sessions.includes(session),
      )
      for (const [session] of lost) this.end(session, 'error')
      return
    }
    // It was started anew, and its sessions were not.
    this.leave(id)
    this.#workers.set(id, { url, run, failed: 0, sessions: new Map(sessions.map((each) => [each, now])) })
    this.#tell()
  }

  /** Its sessions have ended with it. */
  leave(id: string): void {
    const worker = this.#workers.get(id)
    if (worker === undefined) return
    this.#workers.delete(id)
    this.#giveUpSessions(worker)
    this.#tell()
  }

  /** @throws {@link PoolFull} */
  allocate(): Allocation {
    const session = randomUUID()
    return this.#meter.allocate({}, { session_id: session }, () => {
      const free = [...this.#workers].filter(
        ([, { failed, sessions }]) => failed === 0 && sessions.size < PLACES,
      )
      const [first] = free.toSorted(([, one], [, other]) => one.sessions.size - other.sessions.size)
      if (first === undefined) throw new PoolFull('No healthy worker has a place.')
      const [id, worker] = first
      worker.sessions.set(session, performance.now())
      this.#tell()
      return { session, worker: id, url: worker.url }
    })
  }

  /** A session that is not known has been counted. */
  end(session: string, status: SessionEnd): void {
    for (const { sessions } of this.#workers.values()) {
      if (!sessions.delete(session)) continue
      this.#meter.sessions.add(1, { status })
      this.#tell()
    }
  }

  /** Asks every worker whether it is well. Who is not gets no sessions, and is in the pool for some minutes more. */
  async check(): Promise<void> {
    await Promise.all(
      [...this.#workers].map(async ([id, worker]) => {
        worker.failed = (await isWell(worker)) ? 0 : worker.failed + 1
        if (worker.failed === 1) this.#log(new WorkerUnhealthy(`${id} does not pass its health check.`))
        if (worker.failed >= SESSIONS_LOST_AFTER) this.#giveUpSessions(worker)
        if (worker.failed >= FORGOTTEN_AFTER) this.leave(id)
      }),
    )
    this.#tell()
  }

  #giveUpSessions({ sessions }: Worker): void {
    this.#meter.sessions.add(sessions.size, { status: 'error' })
    sessions.clear()
  }

  #tell(): void {
    this.#meter.pool(
      [...this.#workers].map(([worker_id, { failed, sessions }]) => ({
        worker_id,
        healthy: failed === 0,
        sessions: sessions.size,
      })),
    )
  }
}

async function isWell({ url }: Worker): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
