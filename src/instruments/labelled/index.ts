export type { BoundCounter, BoundRecorder } from '../bound.ts'
export { epochOf } from './counter.ts'
export { DEFAULT_CARDINALITY_LIMIT } from './declaration.ts'
export type { GaugeReader } from './gauge-observer.ts'
export { dropUnknown, LabelResolver, readLabel } from './label-resolver.ts'
export { attachMeters, detachMeters, disableMeters, lifecycle } from './lifecycle.ts'
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
  ValueLimit,
} from './types.ts'
export type { LabelInput, TrieKey } from './value-trie.ts'
export { ValueTrie } from './value-trie.ts'
