import { warn } from '../guard/index.ts'
import { type Descriptor, InstrumentType, isObservable } from './instrument.ts'

/**
 * How measurements become points. The numbers are those of the official SDK's enumeration of this name.
 *
 * @example
 * const views = [{ instrumentName: 'queue.*', aggregation: { type: AggregationType.DROP } }]
 */
export const AggregationType = {
  DEFAULT: 0,
  DROP: 1,
  SUM: 2,
  LAST_VALUE: 3,
  EXPLICIT_BUCKET_HISTOGRAM: 4,
  EXPONENTIAL_HISTOGRAM: 5,
} as const
export type AggregationType = (typeof AggregationType)[keyof typeof AggregationType]

/** The aggregation of a view, in the official SDK's shape: one of `AggregationType`, with the options it takes. */
export interface AggregationOption {
  readonly type: number
  readonly options?: {
    /** Whether points have a minimum and a maximum. Histograms only; default `true`. */
    readonly recordMinMax?: boolean
    /** Ascending upper bounds. Explicit-bucket histograms only; default: the instrument's advice, then the API's. */
    readonly boundaries?: readonly number[]
    /** The most buckets on each side of zero, at least 2. Exponential histograms only; default 160. */
    readonly maxSize?: number
  }
}

/** An aggregation with nothing left to decide. */
export type Aggregation =
  | { readonly kind: 'sum' | 'last value' }
  | { readonly kind: 'explicit'; readonly boundaries: readonly number[]; readonly recordMinMax: boolean }
  | { readonly kind: 'exponential'; readonly maxSize: number; readonly recordMinMax: boolean }

const DEFAULT_BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]
const DEFAULT_MAX_SIZE = 160

/** What the option means for this instrument, `undefined` where it drops it; one that cannot be applied to it is left aside with a warning. */
export function resolveAggregation(
  option: AggregationOption | undefined,
  of: Descriptor,
): Aggregation | undefined {
  const { type = AggregationType.DEFAULT, options = {} } = option ?? {}
  const recordMinMax = options.recordMinMax !== false
  switch (type) {
    case AggregationType.DEFAULT:
      return defaultAggregation(of)
    case AggregationType.DROP:
      return undefined
    case AggregationType.SUM:
      return { kind: 'sum' }
    case AggregationType.LAST_VALUE:
      return { kind: 'last value' }
    case AggregationType.EXPLICIT_BUCKET_HISTOGRAM:
      if (isObservable(of.type)) return refuse('an explicit-bucket histogram', of)
      return {
        kind: 'explicit',
        recordMinMax,
        boundaries: cleanBoundaries(options.boundaries ?? of.boundaries, of),
      }
    case AggregationType.EXPONENTIAL_HISTOGRAM:
      if (isObservable(of.type)) return refuse('an exponential histogram', of)
      return { kind: 'exponential', recordMinMax, maxSize: cleanMaxSize(options.maxSize, of) }
    default:
      return refuse(`aggregation type ${String(type)}`, of)
  }
}

/** Whether two streams with these aggregations would hold the same numbers. */
export function sameAggregation(a: Aggregation, b: Aggregation): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function defaultAggregation(of: Descriptor): Aggregation {
  switch (of.type) {
    case InstrumentType.GAUGE:
    case InstrumentType.OBSERVABLE_GAUGE:
      return { kind: 'last value' }
    case InstrumentType.HISTOGRAM:
      return { kind: 'explicit', recordMinMax: true, boundaries: cleanBoundaries(of.boundaries, of) }
    default:
      return { kind: 'sum' }
  }
}

function refuse(what: string, of: Descriptor): Aggregation {
  warn(`A view asks for ${what} of ${of.name}, which cannot be had; its default aggregation is used instead.`)
  return defaultAggregation(of)
}

function cleanBoundaries(given: readonly number[] | undefined, of: Descriptor): readonly number[] {
  if (given === undefined || given === null) return DEFAULT_BOUNDARIES
  if (!Array.isArray(given) || given.some((bound) => typeof bound !== 'number' || Number.isNaN(bound))) {
    warn(`The bucket boundaries of ${of.name} must be an array of numbers; the default boundaries are used.`)
    return DEFAULT_BOUNDARIES
  }
  return [...new Set(given)].filter(Number.isFinite).sort((a, b) => a - b)
}

function cleanMaxSize(given: number | undefined, of: Descriptor): number {
  if (given === undefined) return DEFAULT_MAX_SIZE
  if (Number.isInteger(given) && given >= 2) return given
  warn(`The exponential histogram of ${of.name} needs a maxSize of at least 2, not ${String(given)}.`)
  return typeof given === 'number' && given < 2 ? 2 : DEFAULT_MAX_SIZE
}
