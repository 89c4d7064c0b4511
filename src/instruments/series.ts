import type { Context } from '@opentelemetry/api'
import type { AnyPoint, Exemplar } from '../points/index.ts'
import type { BoundCounter, BoundRecorder } from './bound.ts'
import type { CleanAttributes } from './clean-attributes.ts'
import type { Reservoir } from './exemplar-sampler.ts'
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
  /** A bucket has reached the count at which its reservoir wants a measurement; returns the next such count. */
  sample(
    series: Series,
    place: number,
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
  readonly clean: CleanAttributes
  cells: Float64Array
  at: number
  place: Place
  /** Milliseconds since the epoch. */
  start: number
  reservoir: Reservoir | undefined
  removed: boolean
  /** After removal: the series that has these attributes now, if somebody else's record created it. */
  successor: Series | undefined

  constructor(owner: SeriesOwner, clean: CleanAttributes, place: Place, start: number) {
    this.owner = owner
    this.clean = clean
    this.place = place
    this.cells = place.cells
    this.at = place.at
    this.start = start
    this.reservoir = undefined
    this.removed = false
    this.successor = undefined
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

  /** The exemplars taken since `snapshot` (or ever), and a new round of sampling. */
  abstract exemplars(snapshot: Snapshot | undefined): Exemplar[]
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
