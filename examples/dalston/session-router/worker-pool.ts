import { randomUUID } from 'node:crypto'
import type { SessionRouterTelemetry } from '../telemetry/session-router.ts'

/** A realtime worker that takes sessions. */
interface Worker {
  readonly url: string
  /** Health checks that failed, one after the other. */
  failed: number
  readonly sessions: Set<string>
}

/** Where a session is to go. */
export interface Allocation {
  readonly session: string
  readonly worker: string
  readonly url: string
}

/** How a session ended. */
export type SessionEnd = 'completed' | 'error' | 'timeout'

/** No worker has a place. */
export class PoolFull extends Error {
  override readonly name = 'PoolFull'
}

const PLACES = 8
const ANSWER_WITHIN_MS = 500
const GIVEN_UP_AFTER = 3

/** Who can take sessions, and who has which. Whatever changes is told to the meter at once. */
export class WorkerPool {
  readonly #workers = new Map<string, Worker>()
  readonly #meter

  constructor({ sessions }: SessionRouterTelemetry) {
    this.#meter = sessions
    this.#tell()
  }

  /** Again and again, by the worker: a router that was started anew learns of it. */
  register(id: string, url: string): void {
    if (this.#workers.get(id)?.url === url) return
    this.leave(id)
    this.#workers.set(id, { url, failed: 0, sessions: new Set() })
    this.#tell()
  }

  /** Its sessions have ended with it. */
  leave(id: string): void {
    const worker = this.#workers.get(id)
    if (worker === undefined) return
    this.#workers.delete(id)
    for (const _ of worker.sessions) this.#meter.sessions.add(1, { status: 'error' })
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
      worker.sessions.add(session)
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

  /** Asks every worker whether it is well; who has not been for three times is not in the pool any more. */
  async check(): Promise<void> {
    await Promise.all(
      [...this.#workers].map(async ([id, worker]) => {
        worker.failed = (await isWell(worker)) ? 0 : worker.failed + 1
        if (worker.failed >= GIVEN_UP_AFTER) this.leave(id)
      }),
    )
    this.#tell()
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
