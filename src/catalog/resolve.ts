import { checkCatalog, checkMetric } from './check.ts'
import { determiners } from './determiners.ts'
import type { LintException } from './exception.ts'
import { idLimits } from './id-label.ts'
import { metricName } from './metric-name.ts'
import { addedLabels, operationName, spanAttribute } from './operation-names.ts'
import type { ResolvedDomain, ResolvedLabel, ResolvedMetric, ResolvedOperation } from './resolved.ts'
import { resolveSemconv } from './semconv-metric.ts'
import type { AddedLabel, Catalog, LabelSpec, MetricSpec, OperationSpec } from './spec.ts'
import { unitFactor } from './units.ts'
import type { Views } from './views/index.ts'

/**
 * One domain under a namespace, with every name final. Throws a sentence where the catalog contradicts itself: a
 * label that it does not declare, two labels under one name, a metric and an operation under one key.
 */
export function resolveDomain(
  namespace: string,
  key: string,
  catalog: Catalog,
  { panels = {}, alerts = {}, semconv = false }: Partial<Views> & { readonly semconv?: boolean } = {},
): ResolvedDomain {
  checkCatalog(catalog)
  const subsystem = catalog.subsystem ?? catalog.name
  const metrics = Object.entries(catalog.metrics).map(([metricKey, spec]) => {
    const metric = resolveMetric(metricName(namespace, subsystem, metricKey, spec), metricKey, spec, catalog)
    checkMetric(catalog, metric)
    return metric
  })
  const operations = Object.entries(catalog.operations ?? {}).map(([operationKey, spec]) =>
    resolveOperation(operationKey, spec, catalog, semconv),
  )
  const { name, exceptions = [] } = catalog
  return { key, name, subsystem, metrics, operations, exceptions, panels, alerts }
}

function resolveMetric(name: string, key: string, spec: MetricSpec, catalog: Catalog): ResolvedMetric {
  const changes = spec.as ?? {}
  const labels: ResolvedLabel[] = []
  const constant: Record<string, string> = {}
  for (const label of spec.labels ?? []) {
    const change = changes[label]
    const attribute = change === false ? false : typeof change === 'string' ? change : label
    const fixed = catalog.constant?.[label]
    if (fixed === undefined) {
      const determinedBy = determiners(catalog.labels, label)
      labels.push({
        ...resolveLabel(label, attribute, catalog.labels[label]),
        ...(determinedBy.length > 0 && { determinedBy }),
      })
    } else if (attribute !== false) constant[attribute] = fixed
  }
  for (const [label, change] of Object.entries(changes)) {
    if (typeof change === 'object') labels.push(resolveLabel(label, label, change))
  }
  for (const [label, value] of Object.entries(catalog.constant ?? {})) {
    if (catalog.labels[label] === undefined) constant[label] = value
  }
  const factor = unitFactor(spec.recordedIn, spec.unit)
  const limits = idLimits(labels)
  return {
    key,
    type: spec.type,
    name,
    description: spec.description,
    unit: spec.unit ?? '',
    labels,
    ...(Object.keys(constant).length > 0 && { constant }),
    ...(limits.length > 0 && { limits }),
    ...(spec.type === 'histogram' && { buckets: spec.buckets }),
    ...(spec.type === 'gauge' && spec.join !== undefined && { join: spec.join }),
    emitted: spec.emit !== false,
    ...(factor !== 1 && { factor }),
    ...(spec.semconv !== undefined && { semconv: spec.semconv }),
    exceptions: spec.exceptions ?? [],
  }
}

function resolveLabel(
  key: string,
  attribute: string | false,
  spec: LabelSpec | AddedLabel | undefined,
): ResolvedLabel {
  const normalise = spec !== undefined && 'normalise' in spec ? spec.normalise : undefined
  const exceptions: readonly LintException[] = spec?.exceptions ?? []
  return {
    key,
    attribute,
    description: spec?.description ?? '',
    ...(spec?.values !== undefined && { values: spec.values }),
    ...(spec?.bound !== undefined && { bound: spec.bound }),
    ...(normalise !== undefined && { normalise }),
    exceptions,
  }
}

function resolveOperation(
  key: string,
  spec: OperationSpec,
  catalog: Catalog,
  semconv: boolean,
): ResolvedOperation {
  const labels: Record<string, string> = {}
  for (const label of [...(spec.labels ?? []), ...(spec.later ?? []), ...addedLabels(catalog)]) {
    labels[label] = spanAttribute(catalog, label)
  }
  return {
    key,
    name: operationName(catalog, key, spec),
    kind: spec.span?.kind ?? 'internal',
    labels,
    attributes: spec.span?.attributes ?? {},
    metrics: spec.metrics ?? [],
    semconv: semconv ? (spec.semconv ?? []).map((measured) => resolveSemconv(measured, spec, catalog)) : [],
  }
}
