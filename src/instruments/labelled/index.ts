export { epochOf } from './counter.ts'
export { areMetersDisabled, attachMeters, detachMeters, disableMeters, lifecycle } from './lifecycle.ts'
export type { LabelledMeterOptions } from './meter.ts'
export { LabelledMeter } from './meter.ts'
export type { MeterScope } from './synchronous-metric.ts'
export type {
  LabelDeclaration,
  LabelledCounter,
  LabelledGauge,
  LabelledHistogram,
  Labels,
  LabelsOf,
  LabelValue,
  MetricDeclaration,
} from './types.ts'
