import type { SidesOfZero } from './exponential-buckets.ts'
import { MAX, MIN, type Series, type Snapshot } from './series.ts'

/**
 * The numbers of a stream as one delta reader last saw them, in places that mirror the series' own.
 *
 * It comes into being at the reader's first collection: a reader that never collects has none.
 */
export class DeltaMemory {
  readonly #chunks: Array<Float64Array | undefined> = []
  readonly #buckets = new Map<Series, SidesOfZero>()
  /** By slot: when the reader last read the series, in milliseconds since the epoch. */
  readonly #readAt: Array<number | undefined> = []
  readonly #width: number
  readonly #extremes: boolean

  /** @param options.extremes whether the series have a minimum and a maximum */
  constructor(options: { width: number; extremes: boolean }) {
    this.#width = options.width
    this.#extremes = options.extremes
  }

  /** The snapshot of a series that was read before, or of which extremes were put aside. */
  peek(series: Series): Snapshot | undefined {
    const cells = this.#chunks[series.place.chunk]
    return cells === undefined ? undefined : { cells, at: series.place.at, buckets: this.#buckets }
  }

  /** @param initial extremes from before this memory began */
  of(series: Series, initial: DeltaMemory | undefined): Snapshot {
    const { chunk, at, cells } = series.place
    let mine = this.#chunks[chunk]
    if (mine === undefined) {
      mine = new Float64Array(cells.length)
      if (this.#extremes)
        this.#beginExtremes(mine, initial === undefined ? undefined : initial.#chunks[chunk])
      this.#chunks[chunk] = mine
    }
    return { cells: mine, at, buckets: this.#buckets }
  }

  readAt(series: Series): number | undefined {
    return this.#readAt[series.place.slot]
  }

  markRead(series: Series, millis: number): void {
    this.#readAt[series.place.slot] = millis
  }

  /** Forgets a series, so that the next one in its place starts from nothing. */
  forget(series: Series): void {
    const { chunk, at, slot } = series.place
    const cells = this.#chunks[chunk]
    this.#buckets.delete(series)
    this.#readAt[slot] = undefined
    if (cells === undefined) return
    cells.fill(0, at, at + this.#width)
    if (!this.#extremes) return
    cells[at + MIN] = Infinity
    cells[at + MAX] = -Infinity
  }

  #beginExtremes(mine: Float64Array, earlier: Float64Array | undefined): void {
    for (let at = 0; at < mine.length; at += this.#width) {
      mine[at + MIN] = earlier?.[at + MIN] ?? Infinity
      mine[at + MAX] = earlier?.[at + MAX] ?? -Infinity
    }
  }
}
