import { nowMillis } from '../clock.ts'

/** For how long nothing must have been recorded with a value before it gives way to another one. */
const IDLE_MILLIS = 3_600_000

interface Seen<S> {
  readonly series: S
  readonly measurements: number
}

interface IdleValuesOptions<S> {
  /** Every series with its value. */
  all(): Iterable<readonly [value: string, series: S]>
  /** How many series have the value now. */
  count(value: string): number
  /** How much was recorded so far; `undefined` where that cannot be known. */
  measurements(series: S): number | undefined
}

/**
 * Finds values that nobody uses any more, at no cost for those who record: series are looked at when there is no room,
 * and again an hour later.
 */
export class IdleValues<S> {
  readonly #options: IdleValuesOptions<S>
  #looked: number | undefined
  readonly #seen = new Map<string, Seen<S>[]>()

  constructor(options: IdleValuesOptions<S>) {
    this.#options = options
  }

  /** All series of one value of which nothing was recorded since an earlier look, an hour ago or longer. */
  next(): readonly S[] {
    const now = nowMillis()
    if (this.#looked === undefined || now < this.#looked) {
      this.#look(now)
      return []
    }
    if (now - this.#looked < IDLE_MILLIS) return []
    for (const [value, seen] of this.#seen) {
      this.#seen.delete(value)
      if (this.#isIdle(value, seen)) return seen.map(({ series }) => series)
    }
    this.#look(now)
    return []
  }

  #isIdle(value: string, seen: readonly Seen<S>[]): boolean {
    const { count, measurements } = this.#options
    if (count(value) !== seen.length) return false
    return seen.every(({ series, measurements: before }) => measurements(series) === before)
  }

  #look(now: number): void {
    this.#looked = now
    this.#seen.clear()
    for (const [value, series] of this.#options.all()) {
      const measurements = this.#options.measurements(series)
      // What cannot be looked at again is never idle: no count is like it.
      const seen = { series, measurements: measurements ?? Number.NaN }
      const others = this.#seen.get(value)
      if (others === undefined) this.#seen.set(value, [seen])
      else others.push(seen)
    }
  }
}
