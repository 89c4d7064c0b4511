import { AttributeIndex } from './attribute-index.ts'
import type { CleanAttributes } from './clean-attributes.ts'

/** What a delta reader last saw of one observed series. */
interface Seen {
  readonly clean: CleanAttributes
  value: number
  /** Milliseconds since the epoch. */
  at: number
}

/**
 * The observations of one stream that a delta reader saw last. Series that are no longer observed are remembered as
 * long as there is room, so that one which comes back continues where it was.
 */
export class ObservedMemory {
  readonly #index = new AttributeIndex<Seen>()
  readonly #order = new Set<Seen>()
  readonly #limit: number

  /** @param limit how many series are remembered */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** What was seen last, replaced by what is seen now unless that is older. */
  replace(clean: CleanAttributes, value: number, at: number): { value: number; at: number } | undefined {
    const seen = this.#index.locate(clean)
    if (seen === undefined) {
      this.#add({ clean, value, at })
      return undefined
    }
    const before = { value: seen.value, at: seen.at }
    if (seen.at > at) return before
    seen.value = value
    seen.at = at
    // Moves to the end: what was not seen for longest is forgotten first.
    this.#order.delete(seen)
    this.#order.add(seen)
    return before
  }

  #add(seen: Seen): void {
    if (this.#order.size >= this.#limit) {
      const oldest = this.#order.values().next().value
      if (oldest !== undefined) {
        this.#order.delete(oldest)
        this.#index.remove(oldest.clean)
      }
    }
    this.#index.insert(seen.clean, seen)
    this.#order.add(seen)
  }
}
