import type { Attributes } from './attributes.ts'
import type { Exemplar } from './exemplar.ts'
import type { HrTime } from './time.ts'

/** The state of one series at one moment, in the shape of the official SDK's `DataPoint` plus exemplars. */
export interface Point<Value> {
  /** When this series (cumulative) or this interval (delta) began. */
  readonly startTime: HrTime
  /** When the value was read. */
  readonly endTime: HrTime
  readonly attributes: Attributes
  readonly value: Value
  /** Absent or empty where nothing was sampled. */
  readonly exemplars?: readonly Exemplar[]
}

/** An explicit-bucket histogram. `counts` has one entry more than `boundaries`: the last is above all of them. */
export interface HistogramValue {
  readonly buckets: { readonly boundaries: number[]; readonly counts: number[] }
  readonly count: number
  readonly sum?: number
  readonly min?: number
  readonly max?: number
}

/** One side (positive or negative) of a base-2 exponential histogram. */
export interface ExponentialBuckets {
  readonly offset: number
  readonly bucketCounts: number[]
}

/** A base-2 exponential histogram; see the OpenTelemetry metrics data model, "ExponentialHistogram". */
export interface ExponentialHistogramValue {
  readonly count: number
  readonly sum?: number
  readonly scale: number
  readonly zeroCount: number
  readonly positive: ExponentialBuckets
  readonly negative: ExponentialBuckets
  readonly min?: number
  readonly max?: number
}
