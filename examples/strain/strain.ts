import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/** Enough of them to get most of a processor, and few enough that the process goes on with its work. */
const THREADS_PER_PROCESSOR = 2
const SHARE_OF_LIMIT = 0.95

/**
 * What puts a process under strain, for as long as it is `on`: threads beside its own, so that it goes on with its work
 * as well as it can. They are gone with the process.
 */
export class Strain {
  readonly #start: () => readonly Worker[]
  #threads: readonly Worker[] = []

  private constructor(start: () => readonly Worker[]) {
    this.#start = start
  }

  /** Spins on every processor that the process may use. */
  static ofProcessors(): Strain {
    return new Strain(() =>
      Array.from({ length: THREADS_PER_PROCESSOR * availableParallelism() }, () => threadOf('busy-thread')),
    )
  }

  /** Holds buffers until the process has come near a limit, in bytes. */
  static ofMemory(limit: number): Strain {
    return new Strain(() => [threadOf('holding-thread', { upTo: SHARE_OF_LIMIT * limit })])
  }

  get on(): boolean {
    return this.#threads.length > 0
  }

  set on(on: boolean) {
    if (on === this.on) return
    for (const thread of this.#threads) void thread.terminate()
    this.#threads = on ? this.#start() : []
    // It is no reason to go on when the process is to end.
    for (const thread of this.#threads) thread.unref()
  }
}

function threadOf(program: string, workerData?: unknown): Worker {
  return new Worker(new URL(`./${program}.js`, import.meta.url), { workerData })
}
