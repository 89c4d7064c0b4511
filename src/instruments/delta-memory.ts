import type { SidesOfZero } from './exponential-buckets.ts'
import { MAX, MIN, type Series, type Snapshot } from './series.ts'

/**
 * The numbers of a stream as one delta reader last saw them, one place for each of theirs.
 *
 * It comes into being at the reader's first collection: a reader that never collects has none.
 */
export class DeltaMemory {
  readonly #chunks: Array<Float64Array | undefined> = []
  readonly #buckets = new Map<Series, SidesOfZero>()
  /** By slot: when the reader last read the series, in milliseconds since the epoch. */
  readonly #readAt: Array<number | undefined> = []
  readonly #seriesWidth: number
  readonly #width: number
  readonly #extremes: boolean

  /**
   * @param options.seriesWidth how many numbers a series has
   * @param options.width how many of them, from the first, are kept here
   * @param options.extremes whether the series have a minimum and a maximum
   */
  constructor(options: { seriesWidth: number; width: number; extremes: boolean }) {
    this.#seriesWidth = options.seriesWidth
    this.#width = options.width
    this.#extremes = options.extremes
  }

  /** The snapshot of a series that was read before, or of which extremes were put aside. */
  peek(series: Series): Snapshot | undefined {
    const cells = this.#chunks[series.chunk]
    return cells === undefined ? undefined : { cells, at: this.#at(series), buckets: this.#buckets }
  }

  /** @param initial extremes from before this memory began */
  of(series: Series, initial: DeltaMemory | undefined): Snapshot {
    const { chunk, cells } = series
    let mine = this.#chunks[chunk]
    if (mine === undefined) {
      mine = new Float64Array((cells.length / this.#seriesWidth) * this.#width)
      if (this.#extremes) this.#beginExtremes(mine, initial, chunk)
      this.#chunks[chunk] = mine
    }
    return { cells: mine, at: this.#at(series), buckets: this.#buckets }
  }

  readAt(series: Series): number | undefined {
    return this.#readAt[series.slot]
  }

  markRead(series: Series, millis: number): void {
    this.#readAt[series.slot] = millis
  }

  /** Forgets a series, so that the next one in its place starts from nothing. */
  forget(series: Series): void {
    const { chunk, slot } = series
    const at = this.#at(series)
    const cells = this.#chunks[chunk]
    this.#buckets.delete(series)
    this.#readAt[slot] = undefined
    if (cells === undefined) return
    cells.fill(0, at, at + this.#width)
    if (!this.#extremes) return
    cells[at + MIN] = Infinity
    cells[at + MAX] = -Infinity
  }

  #at(series: Series): number {
    return (series.at / this.#seriesWidth) * this.#width
  }

  #beginExtremes(mine: Float64Array, initial: DeltaMemory | undefined, chunk: number): void {
    const earlier = initial === undefined ? undefined : initial.#chunks[chunk]
    const places = mine.length / this.#width
    for (let place = 0; place < places; place++) {
      const from = place * (initial === undefined ? 0 : initial.#width)
      mine[place * this.#width + MIN] = earlier?.[from + MIN] ?? Infinity
      mine[place * this.#width + MAX] = earlier?.[from + MAX] ?? -Infinity
    }
  }
}
