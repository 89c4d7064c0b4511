export type { LabelValue } from '../instruments/labelled/index.ts'
export type { Outcome } from '../operations/index.ts'
export { defineDomain, methodsByBinding } from './domain.ts'
export type {
  Binder,
  Domain,
  DomainParts,
  DomainWiring,
  Meter,
  MeterOf,
  MethodsKind,
  NoOperations,
} from './domain-types.ts'
export type { Exact } from './exact.ts'
export type { LintException, LintRule } from './exception.ts'
export { estimatedSeries, type Finding, lintCatalog } from './lint/index.ts'
export type {
  CounterMetric,
  GaugeMetric,
  HistogramMetric,
  NoLabels,
  SingleCounter,
  SingleGauge,
  SingleHistogram,
} from './metric-types.ts'
export { metricsReference, type ReferenceOptions } from './metrics-reference.ts'
export type { Carrier, DomainOperation, RunningOperation, RunOptions } from './operation-types.ts'
export { resolveDomain } from './resolve.ts'
export type {
  ResolvedCatalog,
  ResolvedDomain,
  ResolvedLabel,
  ResolvedMetric,
  ResolvedOperation,
  ResolvedSemconvMetric,
} from './resolved.ts'
export type {
  Catalog,
  KnownLabels,
  LabelSpec,
  MetricSpec,
  OperationSpec,
  SemconvLevel,
  SemconvMeasure,
  SemconvMetric,
  WindowSpec,
} from './spec.ts'
export type { AnyDomain, AnySystem, System, SystemOptions } from './system.ts'
export { catalogOf, defineSystem } from './system.ts'
export {
  type Alert,
  type AlertSeverity,
  type Bound,
  type CompareQuery,
  type Condition,
  checkViews,
  DEFAULT_WINDOW,
  type Drawing,
  type Duration,
  defineAlerts,
  definePanels,
  type MetricQuery,
  type Minimum,
  type Panel,
  type PanelUnit,
  type PromqlQuery,
  type Query,
  type Runbook,
  type SingleQuery,
  type Views,
  type Where,
} from './views/index.ts'
export type { DomainOptions, MetricOptions, MetricsWith } from './with-types.ts'
