import type { Context } from '@opentelemetry/api'
import type { AnyPoint, Attributes } from '../points/index.ts'
import type { BoundCounter, BoundRecorder } from './bound.ts'
import { NO_ROW } from './exemplar-rows.ts'
import type { SidesOfZero } from './exponential-buckets.ts'
import type { Place } from './slab.ts'

/** What a point of this series holds. */
export type PointValue = AnyPoint['value']

/** What a series asks of the stream it belongs to, on the rare occasions when a record is not just arithmetic. */
export interface SeriesOwner {
  /** Drops and counts what is no measurement for this stream. */
  refuse(value: unknown): void
  /** The series was removed: starts it anew, or finds the one that took its place, and records there. */
  revive(series: Series, value: number, context: Context | undefined, original: object | undefined): void
  readonly sampler: Sampler
}

/** Takes exemplars for the series of one stream. */
export interface Sampler {
  /** A bucket has reached the count at which its reservoir wants a measurement; returns the next such count. */
  offer(
    series: Series,
    bucket: number,
    count: number,
    value: number,
    context: Context | undefined,
    original: object | undefined,
  ): number
}

/** The numbers of a series as one delta reader last saw them. */
export interface Snapshot {
  readonly cells: Float64Array
  readonly at: number
  /** The buckets of exponential histograms, which have no fixed number. */
  readonly buckets?: Map<Series, SidesOfZero>
}

/**
 * One attribute set of one stream, and at the same time the handle that `bind` returns: recording is arithmetic on its
 * own numbers.
 *
 * Instead of a count it keeps how many measurements are left until one is wanted, and the count at which that is; when
 * none is left, the record is handed to the owner. That one comparison serves the exemplars (which come due) and removal
 * (a removed series writes to numbers nobody reads, where nothing is ever left).
 */
export abstract class Series implements BoundCounter, BoundRecorder {
  readonly owner: SeriesOwner
  /** Our own copy, frozen. */
  readonly attributes: Attributes
  cells: Float64Array
  at: number
  chunk: number
  slot: number
  /** Milliseconds since the epoch. */
  start: number
  /** The first of its exemplars. */
  exemplar: number
  /** Attempts at an exemplar without a sampled span since the last one. */
  misses: number
  removed: boolean
  /** After removal: the series that has these attributes now, if somebody else's record created it. */
  successor: Series | undefined

  constructor(owner: SeriesOwner, attributes: Attributes, place: Place, start: number) {
    this.owner = owner
    this.attributes = attributes
    this.cells = place.cells
    this.at = place.at
    this.chunk = place.chunk
    this.slot = place.slot
    this.start = start
    this.exemplar = NO_ROW
    this.misses = 0
    this.removed = false
    this.successor = undefined
  }

  /** Moves to other numbers. */
  settle(place: Place): void {
    this.cells = place.cells
    this.at = place.at
    this.chunk = place.chunk
    this.slot = place.slot
  }

  /**
   * Records one measurement. Never throws.
   *
   * @param original the attributes as given, where the series does not have all of them
   */
  abstract record(value: number, context?: Context, original?: object): void

  add(value: number, context?: Context, original?: object): void {
    this.record(value, context, original)
  }

  /** Fills a fresh place. */
  abstract begin(sampled: boolean): void

  /** How many measurements there were; a series without any yields no point. */
  abstract measurements(): number

  /** How many of them `snapshot` knows of. */
  abstract measurementsAt(snapshot: Snapshot): number

  /** The value since the start; `folded` holds extremes that delta readers have taken out of the cells. */
  abstract total(folded: Snapshot | undefined): PointValue

  /** The value since `snapshot`, which is brought up to date. */
  abstract advance(snapshot: Snapshot): PointValue

  /** How many measurements a bucket has had; a series that is no histogram has one bucket. */
  abstract count(bucket: number): number

  /** How many of them `snapshot` knows of. */
  abstract countAt(bucket: number, snapshot: Snapshot): number

  /** Sets at which count of a bucket a measurement is wanted. */
  abstract expect(bucket: number, count: number, due: number): void

  /** Hands a measurement that was wanted to the owner, and waits for the next one. */
  protected come(
    bucket: number,
    value: number,
    context: Context | undefined,
    original: object | undefined,
  ): void {
    if (this.removed) {
      this.owner.revive(this, value, context, original)
      return
    }
    const count = this.count(bucket)
    // Looking at a foreign context may record here again: not one more of those is looked at until this one is done.
    this.expect(bucket, count, NEVER)
    const next = this.owner.sampler.offer(this, bucket, count, value, context, original)
    if (!this.removed) this.expect(bucket, this.count(bucket), Math.max(next, this.count(bucket) + 1))
  }
}

/** The count that never comes, for series that take no exemplars. Below it, counts are exact. */
export const NEVER = 2 ** 52

/** Slots of the minimum and maximum within the numbers of a histogram of either kind. */
export const MIN = 1
export const MAX = 2

/** Moves the extremes seen since anybody last looked into a snapshot. */
export function foldExtremes(from: Series, into: Snapshot): void {
  const { cells, at } = from
  // The slots exist in every place of this width.
  into.cells[into.at + MIN] = Math.min(into.cells[into.at + MIN] as number, cells[at + MIN] as number)
  into.cells[into.at + MAX] = Math.max(into.cells[into.at + MAX] as number, cells[at + MAX] as number)
}
