import { KINDS, type Kind } from './kinds.ts'

/**
 * Says which kind of request comes next: first each kind once, so that all of the shop has been used within seconds,
 * then at random by weight.
 */
export class Mix {
  readonly #kinds: readonly Kind[]
  readonly #random: () => number
  #firstLap = 0

  constructor(kinds: readonly Kind[] = KINDS, random: () => number = Math.random) {
    this.#kinds = kinds
    this.#random = random
  }

  next(): Kind {
    const first = this.#kinds[this.#firstLap]
    if (first !== undefined) {
      this.#firstLap++
      return first
    }
    const total = this.#kinds.reduce((sum, kind) => sum + kind.weight, 0)
    let left = this.#random() * total
    for (const kind of this.#kinds) {
      left -= kind.weight
      if (left < 0) return kind
    }
    const last = this.#kinds.at(-1)
    if (last === undefined) throw new Error('A mix needs at least one kind of request.')
    return last
  }
}
