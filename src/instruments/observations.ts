import { AttributeIndex } from './attribute-index.ts'
import type { CleanAttributes } from './clean-attributes.ts'
import { OVERFLOW } from './series-store.ts'

/** One series as observed in one collection. */
export interface Observation {
  readonly clean: CleanAttributes
  value: number
}

/** What callbacks observed for one stream in one collection: belongs to that collection alone. */
export class Observations {
  readonly #index = new AttributeIndex<Observation>()
  readonly #limit: number
  readonly #all: Observation[] = []
  #overflow: Observation | undefined

  /** @param limit how many series may have attributes of their own */
  constructor(limit: number) {
    this.#limit = limit
  }

  get all(): readonly Observation[] {
    return this.#all
  }

  /** How many observations went to the overflow series. */
  overflowed = 0

  /**
   * Takes an observation. Of two for the same attributes the last counts.
   *
   * @param join how to join it with what other attributes yielded that differ only in what a view took off
   */
  observe(clean: CleanAttributes, value: number, join: 'sum' | 'last'): void {
    const known = this.#index.locate(clean)
    if (known !== undefined) {
      known.value = join === 'sum' ? known.value + value : value
      return
    }
    if (this.#all.length - (this.#overflow === undefined ? 0 : 1) >= this.#limit) {
      this.#overflowWith(value)
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
      this.#overflow.value += value
    }
  }
}
