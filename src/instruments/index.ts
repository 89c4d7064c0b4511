export type { AggregationOption } from './aggregation.ts'
export { AggregationType } from './aggregation.ts'
export type {
  Bindable,
  BindableCounter,
  BindableGauge,
  BindableHistogram,
  BindableUpDownCounter,
  BoundCounter,
  BoundRecorder,
} from './bound.ts'
export type { SeriesCount } from './budget.ts'
export type { ExemplarFilter } from './exemplar-sampler.ts'
export type { InstrumentOptions } from './instrument.ts'
export { InstrumentType } from './instrument.ts'
export type {
  LabelDeclaration,
  LabelledCounter,
  LabelledGauge,
  LabelledHistogram,
  LabelledMeterOptions,
  Labels,
  LabelsOf,
  LabelValue,
  MeterScope,
  MetricDeclaration,
  ValueLimit,
} from './labelled/index.ts'
export { attachMeters, detachMeters, disableMeters, LabelledMeter } from './labelled/index.ts'
export type { BindableMeter } from './meter.ts'
export { BoundMeterProvider } from './provider.ts'
export type { BoundMeterProviderOptions } from './provider-options.ts'
export type { InstrumentReader, MetricProducer } from './reader.ts'
export type { AttributesProcessor, ViewOptions } from './view.ts'
