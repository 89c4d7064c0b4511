import type { ExponentialHistogramValue, HistogramValue, Point } from './point.ts'

/** What kind of points a metric has. The numbers are those of the official SDK's enumeration of this name. */
export const DataPointType = { HISTOGRAM: 0, EXPONENTIAL_HISTOGRAM: 1, GAUGE: 2, SUM: 3 } as const
export type DataPointType = (typeof DataPointType)[keyof typeof DataPointType]

/** Whether points hold all since the start or what came since the last collection. Numbers as in the official SDK. */
export const AggregationTemporality = { DELTA: 0, CUMULATIVE: 1 } as const
export type AggregationTemporality = (typeof AggregationTemporality)[keyof typeof AggregationTemporality]

/** What a metric is called and measured in. `unit` is a UCUM code (`s`, `By`, `1`), empty when there is none. */
export interface MetricDescriptor {
  readonly name: string
  readonly description: string
  readonly unit: string
  /** 0 for integers, 1 for doubles: the API's `ValueType`. */
  readonly valueType: number
}

interface Metric<Type extends DataPointType, Value> {
  readonly descriptor: MetricDescriptor
  readonly aggregationTemporality: AggregationTemporality
  readonly dataPointType: Type
  /**
   * All points at once, as the official SDK hands them over. On metrics of our own instruments, collected by a reader
   * for which `collectLazily` was called, this is a getter that materialises them: read `pointsOf(metric)` instead, and
   * 100,000 series never stand in memory together.
   */
  readonly dataPoints: ReadonlyArray<Point<Value>>
  /** Present on metrics of our own instruments: yields each point when asked for it. May be iterated once. */
  readonly points?: () => Iterable<Point<Value>>
}

export interface SumMetric extends Metric<typeof DataPointType.SUM, number> {
  readonly isMonotonic: boolean
}
export interface GaugeMetric extends Metric<typeof DataPointType.GAUGE, number> {}
export interface HistogramMetric extends Metric<typeof DataPointType.HISTOGRAM, HistogramValue> {}
export interface ExponentialHistogramMetric
  extends Metric<typeof DataPointType.EXPONENTIAL_HISTOGRAM, ExponentialHistogramValue> {}

/** One metric stream with its points: the official SDK's `MetricData`, or ours, which yields lazily. */
export type MetricData = SumMetric | GaugeMetric | HistogramMetric | ExponentialHistogramMetric

/** Any point of any metric. */
export type AnyPoint = Point<number> | Point<HistogramValue> | Point<ExponentialHistogramValue>

/** The points of a metric, lazily where the metric can, from its array otherwise. */
export function pointsOf<Value>(metric: {
  readonly dataPoints: ReadonlyArray<Point<Value>>
  readonly points?: () => Iterable<Point<Value>>
}): Iterable<Point<Value>> {
  return metric.points === undefined ? metric.dataPoints : metric.points()
}
