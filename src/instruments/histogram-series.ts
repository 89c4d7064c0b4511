import type { Context } from '@opentelemetry/api'
import type { Attributes, HistogramValue } from '../points/index.ts'
import { type BucketIndex, bucketOf, indexBuckets } from './bucket-index.ts'
import { MAX, MIN, NEVER, Series, type SeriesOwner, type Snapshot } from './series.ts'
import type { Place } from './slab.ts'

const SUM = 0
/** For each bucket: how many measurements until one is wanted; in a snapshot, the count. */
const LEFT = 3

/** What all series of one explicit-bucket histogram share. */
export interface HistogramLayout {
  readonly boundaries: readonly number[]
  readonly index: BucketIndex
  readonly buckets: number
  readonly signed: boolean
  readonly recordMinMax: boolean
  /** Where the counts begin at which measurements are wanted, one per bucket; `undefined` where none ever is. */
  readonly due: number | undefined
  readonly width: number
  /** How many of the numbers a snapshot holds: not when measurements are wanted. */
  readonly snapshotWidth: number
}

/** @param sampled whether exemplars may be taken; without, a series is half as large */
export function histogramLayout(options: {
  boundaries: readonly number[]
  signed: boolean
  recordMinMax: boolean
  sampled: boolean
}): HistogramLayout {
  const { boundaries, signed, recordMinMax, sampled } = options
  const buckets = boundaries.length + 1
  const due = LEFT + buckets
  return {
    boundaries,
    index: indexBuckets(boundaries),
    buckets,
    signed,
    recordMinMax,
    due: sampled ? due : undefined,
    width: sampled ? due + buckets : due,
    snapshotWidth: due,
  }
}

/** An explicit-bucket histogram. Its numbers: sum, minimum, maximum, and what its buckets count with. */
export class HistogramSeries extends Series {
  readonly layout: HistogramLayout

  constructor(
    owner: SeriesOwner,
    attributes: Attributes,
    place: Place,
    start: number,
    layout: HistogramLayout,
  ) {
    super(owner, attributes, place, start)
    this.layout = layout
  }

  record(value: number, context?: Context, original?: object): void {
    const { cells, at, layout } = this
    if (
      typeof value !== 'number' ||
      !(value >= 0 ? value < Infinity : layout.signed && value > -Infinity) // NaN is neither
    ) {
      this.owner.refuse(value)
      return
    }
    const bucket = bucketOf(layout.index, value)
    // The place has all of the layout's slots.
    cells[at] = (cells[at] as number) + value
    if (value < (cells[at + MIN] as number)) cells[at + MIN] = value
    if (value > (cells[at + MAX] as number)) cells[at + MAX] = value
    const slot = at + LEFT + bucket
    const left = (cells[slot] as number) - 1
    cells[slot] = left
    if (left <= 0) this.come(bucket, value, context, original)
  }

  begin(sampled: boolean): void {
    const { cells, at, layout } = this
    cells[at + MIN] = layout.recordMinMax ? Infinity : -Infinity
    cells[at + MAX] = layout.recordMinMax ? -Infinity : Infinity
    cells.fill(sampled ? 1 : NEVER, at + LEFT, at + layout.width)
  }

  measurements(): number {
    let count = 0
    for (let i = 0; i < this.layout.buckets; i++) count += this.count(i)
    return count
  }

  measurementsAt(snapshot: Snapshot): number {
    let count = 0
    for (let i = 0; i < this.layout.buckets; i++) count += snapshot.cells[snapshot.at + LEFT + i] as number
    return count
  }

  total(folded: Snapshot | undefined): HistogramValue {
    const { cells, at } = this
    const min = Math.min(
      cells[at + MIN] as number,
      folded === undefined ? Infinity : (folded.cells[folded.at + MIN] as number),
    )
    const max = Math.max(
      cells[at + MAX] as number,
      folded === undefined ? -Infinity : (folded.cells[folded.at + MAX] as number),
    )
    const counts: number[] = []
    for (let i = 0; i < this.layout.buckets; i++) counts.push(this.count(i))
    return this.#value(cells[at + SUM] as number, counts, min, max)
  }

  advance(snapshot: Snapshot): HistogramValue {
    const { cells, at } = this
    const then = snapshot.cells
    const counts: number[] = []
    for (let i = 0; i < this.layout.buckets; i++) {
      const count = this.count(i)
      counts.push(count - (then[snapshot.at + LEFT + i] as number))
      then[snapshot.at + LEFT + i] = count
    }
    const sum = (cells[at + SUM] as number) - (then[snapshot.at + SUM] as number)
    then[snapshot.at + SUM] = cells[at + SUM] as number
    const value = this.#value(
      sum,
      counts,
      then[snapshot.at + MIN] as number,
      then[snapshot.at + MAX] as number,
    )
    then[snapshot.at + MIN] = Infinity
    then[snapshot.at + MAX] = -Infinity
    return value
  }

  count(bucket: number): number {
    const { cells, at, layout } = this
    const due = layout.due === undefined ? NEVER : (cells[at + layout.due + bucket] as number)
    return due - (cells[at + LEFT + bucket] as number)
  }

  countAt(bucket: number, snapshot: Snapshot): number {
    return snapshot.cells[snapshot.at + LEFT + bucket] as number
  }

  expect(bucket: number, count: number, due: number): void {
    const { cells, at, layout } = this
    if (layout.due === undefined) return
    cells[at + layout.due + bucket] = due
    cells[at + LEFT + bucket] = due - count
  }

  #value(sum: number, counts: number[], min: number, max: number): HistogramValue {
    const { layout } = this
    let count = 0
    for (const each of counts) count += each
    return {
      buckets: { boundaries: layout.boundaries as number[], counts },
      count,
      // A sum over values of either sign is no sum in the data model's sense: it may fall.
      ...(layout.signed ? {} : { sum }),
      ...(layout.recordMinMax && count > 0 ? { min, max } : {}),
    }
  }
}
