export type { Attributes, AttributeValue } from './attributes.ts'
export type {
  Collectable,
  CollectionResult,
  InstrumentationScope,
  Resource,
  ResourceMetrics,
  ScopeMetrics,
} from './collection.ts'
export type { Exemplar } from './exemplar.ts'
export { collectLazily, isCollectedLazily } from './lazy.ts'
export type {
  AnyPoint,
  ExponentialHistogramMetric,
  GaugeMetric,
  HistogramMetric,
  MetricData,
  MetricDescriptor,
  SumMetric,
} from './metric.ts'
export { AggregationTemporality, DataPointType, pointsOf } from './metric.ts'
export type { ExponentialBuckets, ExponentialHistogramValue, HistogramValue, Point } from './point.ts'
export type { HrTime } from './time.ts'
