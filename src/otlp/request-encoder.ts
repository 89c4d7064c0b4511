import type {
  ExponentialHistogramValue,
  HistogramValue,
  InstrumentationScope,
  MetricData,
  Point,
  Resource,
} from '../points/index.ts'

/**
 * One of the two formats of an OTLP request. A point is staged first, so that its size is known before it is added;
 * a point that cannot be encoded throws while it is staged, and the request stays whole.
 */
export interface RequestEncoder {
  /** Starts a request; nothing of the one before it is left. */
  begin(resource: Resource): void
  /** Stages a point of a sum or gauge. `integer` says how its value and exemplars travel. */
  number(point: Point<number>, integer: boolean): void
  /** Stages a point of an explicit-bucket histogram. */
  histogram(point: Point<HistogramValue>, integer: boolean): void
  /** Stages a point of a base-2 exponential histogram. */
  exponentialHistogram(point: Point<ExponentialHistogramValue>, integer: boolean): void
  /** Bytes of the staged point. */
  readonly staged: number
  /** Bytes of the request so far. */
  readonly size: number
  /** Adds the staged point to the request, under this scope and metric. */
  add(scope: InstrumentationScope, metric: MetricData): void
  /** Ends the request and returns it. */
  finish(): Uint8Array<ArrayBuffer>
}
