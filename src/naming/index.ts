export { isPrometheusLabelName, joinLabels, prometheusLabelName } from './label-name.ts'
export type { MetricKind, NamedMetric } from './metric-name.ts'
export { isPrometheusName, prometheusName } from './metric-name.ts'
export { prometheusUnit } from './unit.ts'
