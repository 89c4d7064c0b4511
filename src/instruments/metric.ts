import {
  type AggregationTemporality,
  type AnyPoint,
  DataPointType,
  type MetricData,
  type MetricDescriptor,
} from '../points/index.ts'
import type { Aggregation } from './aggregation.ts'

/** What a metric is built from. */
export interface MetricParts {
  readonly descriptor: MetricDescriptor
  readonly kind: Aggregation['kind']
  readonly monotonic: boolean
  readonly aggregationTemporality: AggregationTemporality
  /** Reads the points, one when asked for it. */
  readonly points: () => Iterable<AnyPoint>
  /** Whether that is when a consumer comes to it, and not now. */
  readonly lazy: boolean
}

const TYPES = {
  sum: DataPointType.SUM,
  'last value': DataPointType.GAUGE,
  explicit: DataPointType.HISTOGRAM,
  exponential: DataPointType.EXPONENTIAL_HISTOGRAM,
} as const

/** A metric in the official SDK's shape. */
export function createMetric(parts: MetricParts): MetricData {
  const { descriptor, kind, monotonic, aggregationTemporality, points, lazy } = parts
  let all: AnyPoint[] | undefined = lazy ? undefined : [...points()]
  const metric = {
    descriptor,
    aggregationTemporality,
    dataPointType: TYPES[kind],
    ...(kind === 'sum' ? { isMonotonic: monotonic } : {}),
    points: (): Iterable<AnyPoint> => all ?? points(),
    get dataPoints(): AnyPoint[] {
      all ??= [...points()]
      return all
    },
  }
  // The aggregation decides type and points together, which the compiler cannot see.
  return metric as unknown as MetricData
}
