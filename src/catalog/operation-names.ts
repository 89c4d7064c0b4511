import { snakeCase } from './metric-name.ts'
import type { Catalog, OperationSpec } from './spec.ts'

/** The low-cardinality name of an operation: `event_bus.publish`. */
export function operationName(catalog: Catalog, key: string, spec: OperationSpec): string {
  return spec.name ?? `${catalog.name}.${snakeCase(key)}`
}

/** The span attribute that a label becomes. */
export function spanAttribute(catalog: Catalog, label: string): string {
  return catalog.labels[label]?.semconv ?? label
}

/** Labels that `with` added to any metric: every operation of the domain takes them. */
export function addedLabels({ metrics }: Catalog): string[] {
  return Object.values(metrics).flatMap(({ as = {} }) =>
    Object.entries(as).flatMap(([label, change]) => (typeof change === 'object' ? [label] : [])),
  )
}
