import { prometheusName } from '../naming/index.ts'
import type { MetricSpec } from './spec.ts'

/** `queryDuration` → `query_duration`. */
export function snakeCase(key: string): string {
  return key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}

/**
 * The exported name of a metric: `<namespace>_<subsystem>_<name>_<unit>`, counters with `_total`; empty parts leave
 * no trace. A whole name is taken as it stands.
 */
export function metricName(
  namespace: string,
  subsystem: string,
  key: string,
  spec: Pick<MetricSpec, 'name' | 'unit' | 'type'>,
): string {
  if (typeof spec.name === 'object') return spec.name.whole
  const base = [namespace, subsystem, spec.name ?? snakeCase(key)].filter((part) => part !== '').join('_')
  return prometheusName({ name: base, unit: spec.unit ?? '', type: spec.type }) ?? base
}
