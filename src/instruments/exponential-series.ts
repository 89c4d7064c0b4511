import type { Context } from '@opentelemetry/api'
import type { Attributes, ExponentialHistogramValue } from '../points/index.ts'
import { emptySides, exponentialIndex, MIN_SCALE, type SidesOfZero } from './exponential-buckets.ts'
import { MAX, MIN, NEVER, Series, type SeriesOwner, type Snapshot } from './series.ts'
import type { Place } from './slab.ts'

const SUM = 0
/** How many measurements until one is wanted. */
const LEFT = 3
/** The count at which that is; in a snapshot, the count itself. */
const DUE = 4
const ZEROS = 5

/** How many numbers it has besides its buckets. */
export const EXPONENTIAL_WIDTH = 6

/** How many exemplars it keeps, as the specification has it: its buckets move, so they are not aligned to them. */
export const EXPONENTIAL_EXEMPLARS = 20

/** What all series of one exponential histogram share. */
export interface ExponentialLayout {
  readonly maxSize: number
  readonly signed: boolean
  readonly recordMinMax: boolean
}

/**
 * A base-2 exponential histogram: as fine as `maxSize` buckets a side allow, and coarsened as the range of values grows.
 * Follows "Base2 Exponential Bucket Histogram Aggregation" of the metrics SDK specification.
 */
export class ExponentialSeries extends Series {
  readonly layout: ExponentialLayout
  #sides: SidesOfZero = emptySides()

  constructor(
    owner: SeriesOwner,
    attributes: Attributes,
    place: Place,
    start: number,
    layout: ExponentialLayout,
  ) {
    super(owner, attributes, place, start)
    this.layout = layout
  }

  record(value: number, context?: Context, original?: object): void {
    const { cells, at, layout } = this
    if (typeof value !== 'number' || !(value >= 0 ? value < Infinity : layout.signed && value > -Infinity)) {
      this.owner.refuse(value)
      return
    }
    // The place has all six slots.
    cells[at + SUM] = (cells[at + SUM] as number) + value
    if (value < (cells[at + MIN] as number)) cells[at + MIN] = value
    if (value > (cells[at + MAX] as number)) cells[at + MAX] = value
    const left = (cells[at + LEFT] as number) - 1
    cells[at + LEFT] = left
    if (this.removed) {
      this.owner.revive(this, value, context, original)
      return
    }
    if (value === 0) cells[at + ZEROS] = (cells[at + ZEROS] as number) + 1
    else this.#hit(value)
    if (left <= 0) this.come(0, value, context, original)
  }

  begin(sampled: boolean): void {
    const { cells, at, layout } = this
    cells[at + MIN] = layout.recordMinMax ? Infinity : -Infinity
    cells[at + MAX] = layout.recordMinMax ? -Infinity : Infinity
    this.expect(0, 0, sampled ? 1 : NEVER)
    this.#sides = emptySides()
  }

  measurements(): number {
    const { cells, at } = this
    return (cells[at + DUE] as number) - (cells[at + LEFT] as number)
  }

  measurementsAt(snapshot: Snapshot): number {
    return snapshot.cells[snapshot.at + DUE] as number
  }

  total(folded: Snapshot | undefined): ExponentialHistogramValue {
    const { cells, at } = this
    const min = Math.min(
      cells[at + MIN] as number,
      folded === undefined ? Infinity : (folded.cells[folded.at + MIN] as number),
    )
    const max = Math.max(
      cells[at + MAX] as number,
      folded === undefined ? -Infinity : (folded.cells[folded.at + MAX] as number),
    )
    return this.#value(
      cells[at + SUM] as number,
      this.measurements(),
      cells[at + ZEROS] as number,
      undefined,
      min,
      max,
    )
  }

  advance(snapshot: Snapshot): ExponentialHistogramValue {
    const { cells, at } = this
    const then = snapshot.cells
    const difference = (slot: number, now: number): number => {
      const before = then[snapshot.at + slot] as number
      then[snapshot.at + slot] = now
      return now - before
    }
    const earlier = snapshot.buckets?.get(this)
    if (earlier !== undefined) {
      earlier.positive.coarsen(earlier.scale - this.#sides.scale)
      earlier.negative.coarsen(earlier.scale - this.#sides.scale)
    }
    const min = then[snapshot.at + MIN] as number
    const max = then[snapshot.at + MAX] as number
    const value = this.#value(
      difference(SUM, cells[at + SUM] as number),
      difference(DUE, this.measurements()),
      difference(ZEROS, cells[at + ZEROS] as number),
      earlier,
      min,
      max,
    )
    const { scale, positive, negative } = this.#sides
    snapshot.buckets?.set(this, { scale, positive: positive.copy(), negative: negative.copy() })
    then[snapshot.at + MIN] = Infinity
    then[snapshot.at + MAX] = -Infinity
    return value
  }

  count(): number {
    return this.measurements()
  }

  countAt(_bucket: number, snapshot: Snapshot): number {
    return this.measurementsAt(snapshot)
  }

  expect(_bucket: number, count: number, due: number): void {
    this.cells[this.at + DUE] = due
    this.cells[this.at + LEFT] = due - count
  }

  #hit(value: number): void {
    const sides = this.#sides
    const side = value > 0 ? sides.positive : sides.negative
    const size = Math.abs(value)
    let index = exponentialIndex(size, sides.scale)
    while (!side.fits(index, this.layout.maxSize) && sides.scale > MIN_SCALE) {
      sides.scale--
      sides.positive.coarsen(1)
      sides.negative.coarsen(1)
      index >>= 1
    }
    side.hit(index)
  }

  #value(
    sum: number,
    count: number,
    zeroCount: number,
    earlier: SidesOfZero | undefined,
    min: number,
    max: number,
  ): ExponentialHistogramValue {
    const { layout } = this
    return {
      count,
      zeroCount,
      scale: count === zeroCount ? 0 : this.#sides.scale,
      positive: this.#sides.positive.minus(earlier?.positive),
      negative: this.#sides.negative.minus(earlier?.negative),
      // A sum over values of either sign is no sum in the data model's sense: it may fall.
      ...(layout.signed ? {} : { sum }),
      ...(layout.recordMinMax && count > 0 ? { min, max } : {}),
    }
  }
}
