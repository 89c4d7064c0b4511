import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/** Enough of them on each processor that the system gives it to hardly anybody else. */
const THREADS_PER_PROCESSOR = 4
const SHARE_OF_LIMIT = 0.95

/** What a process has may be taken by threads, while it goes on with its work. */
export class ProcessTrouble<Bad extends string> {
  readonly #start: () => readonly Worker[]
  #mood: Bad | 'well' = 'well'
  #threads: readonly Worker[] = []

  constructor(start: () => readonly Worker[]) {
    this.#start = start
  }

  get mood(): Bad | 'well' {
    return this.#mood
  }

  set mood(mood: Bad | 'well') {
    if (mood === this.#mood) return
    this.#mood = mood
    for (const thread of this.#threads) void thread.terminate()
    this.#threads = mood === 'well' ? [] : this.#start()
    // It is no reason to go on when the process is to end.
    for (const thread of this.#threads) thread.unref()
  }
}

/** Takes all processors that the process may use. */
export function processorTrouble(): ProcessTrouble<'busy'> {
  return new ProcessTrouble(() =>
    Array.from({ length: THREADS_PER_PROCESSOR * availableParallelism() }, () => threadOf('busy-thread')),
  )
}

/** Holds buffers until the process is near its limit, in bytes. */
export function memoryTrouble(limit: number): ProcessTrouble<'holding'> {
  return new ProcessTrouble(() => [threadOf('holding-thread', { upTo: SHARE_OF_LIMIT * limit })])
}

function threadOf(program: string, workerData?: unknown): Worker {
  return new Worker(new URL(`./${program}.js`, import.meta.url), { workerData })
}
