import { AttributeIndex } from './attribute-index.ts'
import type { CleanAttributes } from './clean-attributes.ts'
import { isOverflow, marksOverflow, OVERFLOW } from './series-store.ts'

/** One series as observed in one collection. */
export interface Observation {
  readonly clean: CleanAttributes
  value: number
}

/** What callbacks observed for one stream in one collection: belongs to that collection alone. */
export class Observations {
  readonly #index = new AttributeIndex<Observation>()
  readonly #limit: number
  readonly #join: 'sum' | 'last'
  readonly #all: Observation[] = []
  #overflow: Observation | undefined

  /**
   * @param options.limit how many series may have attributes of their own
   * @param options.join what becomes of two observations that are one series
   */
  constructor(options: { limit: number; join: 'sum' | 'last' }) {
    this.#limit = options.limit
    this.#join = options.join
  }

  get all(): readonly Observation[] {
    return this.#all
  }

  /** How many observations went to the overflow series, or are marked as such. */
  overflowed = 0

  observe(clean: CleanAttributes, value: number): void {
    if (isOverflow(clean)) {
      this.#overflowWith(value)
      return
    }
    const known = this.#index.locate(clean)
    const isFull = this.#all.length - (this.#overflow === undefined ? 0 : 1) >= this.#limit
    if (known === undefined && isFull) {
      this.#overflowWith(value)
      return
    }
    if (marksOverflow(clean.attributes)) this.overflowed++
    if (known !== undefined) {
      known.value = this.#joined(known.value, value)
      return
    }
    const observation = { clean, value }
    this.#index.insert(clean, observation)
    this.#all.push(observation)
  }

  #overflowWith(value: number): void {
    this.overflowed++
    if (this.#overflow === undefined) {
      this.#overflow = { clean: OVERFLOW, value }
      this.#all.push(this.#overflow)
    } else {
      this.#overflow.value = this.#joined(this.#overflow.value, value)
    }
  }

  #joined(before: number, value: number): number {
    return this.#join === 'sum' ? before + value : value
  }
}
