import { swallow } from '../../guard/index.ts'
import { isRecordable } from './value-check.ts'

/** What an observer may answer: nothing leaves it out of its series. */
export type Reading = number | undefined

/** Reads a gauge at collection, at once or, from a store elsewhere, in a while. */
export type GaugeReader = () => Reading | PromiseLike<Reading>

/** A reader that takes longer is left out of this collection, so that it does not cost its neighbours theirs. */
const PATIENCE_MS = 1_000

/** One reader of a gauge series. What it does wrong costs its own value, never a frozen one in its place. */
export class GaugeObserver {
  readonly #read: GaugeReader
  readonly #metric: string
  #isWaiting = false

  constructor(read: GaugeReader, metric: string) {
    this.#read = read
    this.#metric = metric
  }

  /** Never throws and never rejects. A reader that has not come back since an earlier collection is not asked again. */
  reading(): Reading | Promise<Reading> {
    if (this.#isWaiting) return undefined
    try {
      const answer: unknown = this.#read()
      return isThenable(answer) ? this.#settled(answer) : this.#recordable(answer)
    } catch (error) {
      swallow('gauge observer', error)
      return undefined
    }
  }

  async #settled(answer: PromiseLike<unknown>): Promise<Reading> {
    this.#isWaiting = true
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve, reject) => {
      timer = setTimeout(() => {
        try {
          swallow('gauge observer', new Error(`A gauge's reader did not answer within ${PATIENCE_MS} ms.`))
          resolve(undefined)
        } catch (error) {
          // In strict mode it is the collection's, not the process's.
          reject(error)
        }
      }, PATIENCE_MS)
    })
    const value = Promise.resolve(answer)
      .then(
        (value) => this.#recordable(value),
        (error: unknown) => void swallow('gauge observer', error),
      )
      .finally(() => {
        this.#isWaiting = false
      })
    try {
      return await Promise.race([value, late])
    } finally {
      clearTimeout(timer)
    }
  }

  /** What is there and is no number (a count as text, as some databases give it) is counted as dropped. */
  #recordable(answer: unknown): Reading {
    if (answer === undefined || answer === null) return undefined
    return isRecordable(answer, this.#metric, true) ? answer : undefined
  }
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && 'then' in answer
}
