import { swallow } from '../../guard/index.ts'

/** What an observer may answer: nothing leaves it out of its series. */
export type Reading = number | undefined

/** Reads a gauge at collection, at once or, from a store elsewhere, in a while. */
export type GaugeReader = () => Reading | PromiseLike<Reading>

/** A reader that takes longer is left out of this collection, so that it does not cost its neighbours theirs. */
const PATIENCE_MS = 1_000

/** One reader of a gauge series. What it does wrong costs its own value, never a frozen one in its place. */
export class GaugeObserver {
  readonly #read: GaugeReader
  #isWaiting = false

  constructor(read: GaugeReader) {
    this.#read = read
  }

  /** Never throws and never rejects. A reader that has not come back since an earlier collection is not asked again. */
  reading(): Reading | Promise<Reading> {
    if (this.#isWaiting) return undefined
    try {
      const answer: unknown = this.#read()
      return isThenable(answer) ? this.#settled(answer) : finite(answer)
    } catch (error) {
      swallow('gauge observer', error)
      return undefined
    }
  }

  async #settled(answer: PromiseLike<unknown>): Promise<Reading> {
    this.#isWaiting = true
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        swallow('gauge observer', new Error(`A gauge's reader did not answer within ${PATIENCE_MS} ms.`))
        resolve(undefined)
      }, PATIENCE_MS)
    })
    const value = Promise.resolve(answer)
      .then(finite, (error: unknown) => void swallow('gauge observer', error))
      .finally(() => {
        this.#isWaiting = false
      })
    try {
      return await Promise.race([value, late])
    } finally {
      clearTimeout(timer)
    }
  }
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && 'then' in answer
}

function finite(answer: unknown): Reading {
  return typeof answer === 'number' && Number.isFinite(answer) ? answer : undefined
}
