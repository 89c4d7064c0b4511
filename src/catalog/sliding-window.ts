const slotMillis = 10_000
const slotCount = 30

/**
 * What a counter did in the last 5 minutes, in 30 slots of 10 s: how much matched, and how much there was at all.
 * Slots are numbered from the clock's zero, and one that is reused is emptied first, so nothing runs on a timer.
 */
export class SlidingWindow {
  readonly #part = new Float64Array(slotCount)
  readonly #whole = new Float64Array(slotCount)
  readonly #slotOf = new Float64Array(slotCount).fill(-1)
  readonly #now: () => number
  readonly #since: number

  /** @param now milliseconds, monotonic */
  constructor(now: () => number) {
    this.#now = now
    this.#since = now()
  }

  /** Adds to the whole, and to the part as well when `isPart`. */
  count(value: number, isPart: boolean): void {
    const slot = Math.floor(this.#now() / slotMillis)
    const index = slot % slotCount
    if (this.#slotOf[index] !== slot) {
      this.#slotOf[index] = slot
      this.#part[index] = 0
      this.#whole[index] = 0
    }
    this.#whole[index] = (this.#whole[index] ?? 0) + value
    if (isPart) this.#part[index] = (this.#part[index] ?? 0) + value
  }

  /** Part of the whole, 0 to 1; `undefined` while nothing happened. */
  ratio(): number | undefined {
    const { part, whole } = this.#sums()
    return whole === 0 ? undefined : part / whole
  }

  /** Of the whole, per second; `undefined` while nothing happened. A young window is as long as it is old. */
  perSecond(): number | undefined {
    const { whole } = this.#sums()
    if (whole === 0) return undefined
    const age = this.#now() - this.#since
    return whole / (Math.min(Math.max(age, slotMillis), slotCount * slotMillis) / 1000)
  }

  #sums(): { part: number; whole: number } {
    const newest = Math.floor(this.#now() / slotMillis)
    let part = 0
    let whole = 0
    for (let index = 0; index < slotCount; index++) {
      const slot = this.#slotOf[index] ?? -1
      if (slot < 0 || slot <= newest - slotCount || slot > newest) continue
      part += this.#part[index] ?? 0
      whole += this.#whole[index] ?? 0
    }
    return { part, whole }
  }
}
