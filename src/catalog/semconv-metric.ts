import {
  type LabelDeclaration,
  LabelResolver,
  type LabelValue,
  type MetricDeclaration,
} from '../instruments/labelled/index.ts'
import { prometheusName } from '../naming/index.ts'
import { addedLabels, spanAttribute } from './operation-names.ts'
import type { ResolvedDomain, ResolvedSemconvMetric } from './resolved.ts'
import type { Catalog, OperationSpec, SemconvMeasure } from './spec.ts'

const ERROR_TYPE = 'error.type'

/** Where an operation has the value of an attribute from. */
type Source =
  | { readonly from: 'label' | 'detail' | 'outcome'; readonly key: string }
  | { readonly from: 'constant'; readonly value: string }

/** A metric of the semantic conventions as one operation moves it. */
export interface BuiltSemconv {
  readonly declaration: MetricDeclaration
  /** The labels and inputs that it takes, by the operation's own keys. */
  readonly keys: readonly string[]
  /** Those of them that are inputs of the span. */
  readonly details: readonly string[]
  /** Those of them without which it does not move. */
  readonly needs: readonly string[]
}

/**
 * What the instrument is created from. Every attribute of the convention is declared, whether the operation knows it or
 * not, so that operations which move the same metric share it.
 */
export function declareSemconv(
  measured: SemconvMeasure,
  spec: OperationSpec,
  catalog: Catalog,
): BuiltSemconv {
  const { metric } = measured
  const labels: LabelDeclaration[] = []
  const constant: Record<string, string> = {}
  const keys: string[] = []
  const details: string[] = []
  const needs: string[] = []
  for (const attribute of Object.keys(metric.attributes)) {
    const source = sourceOf(attribute, measured, spec, catalog)
    if (source?.from === 'constant') {
      constant[attribute] = source.value
      continue
    }
    // Of what is not known nobody ever gives the label.
    const key = source?.key ?? attribute
    labels.push(source?.from === 'label' ? labelOf(key, attribute, metric.name, catalog) : { key, attribute })
    if (measured.needs?.includes(attribute)) needs.push(key)
    if (source !== undefined) keys.push(key)
    if (source?.from === 'detail') details.push(key)
  }
  const { name, type, unit, description, buckets } = metric
  const integers = Object.keys(metric.attributes).filter(
    (attribute) => metric.attributes[attribute] === 'int',
  )
  const declaration: MetricDeclaration = {
    name,
    type,
    unit,
    description,
    labels,
    constant,
    integers,
    ...(buckets !== undefined && { buckets }),
  }
  return { declaration, keys, details, needs }
}

/** The same for whoever reads of it. */
export function resolveSemconv(
  measured: SemconvMeasure,
  spec: OperationSpec,
  catalog: Catalog,
): ResolvedSemconvMetric {
  const { metric } = measured
  const { name, type, unit, description, buckets, required = [] } = metric
  const isKnown = (attribute: string) => sourceOf(attribute, measured, spec, catalog) !== undefined
  return {
    name,
    exportedName: prometheusName({ name, unit, type }) ?? name,
    type,
    unit,
    description,
    ...(buckets !== undefined && { buckets }),
    attributes: Object.keys(metric.attributes).filter(isKnown),
    missing: required.filter((attribute) => !isKnown(attribute)),
  }
}

/** Throws where a metric of a system would leave the process under the name of one of the conventions. */
export function checkSemconvNames(domains: readonly ResolvedDomain[]): void {
  const operations = domains.flatMap((domain) => domain.operations)
  const conventions = new Map(
    operations.flatMap(({ semconv }) => semconv.map(({ exportedName, name }) => [exportedName, name])),
  )
  for (const domain of domains) {
    for (const { key, name, emitted } of domain.metrics) {
      const convention = conventions.get(name)
      if (!emitted || convention === undefined) continue
      throw new Error(
        `The metric ${domain.key}.${key} would be called ${name}, as ${convention} of the semantic conventions is, which semconv: true emits. Give the metric another name.`,
      )
    }
  }
}

function sourceOf(
  attribute: string,
  measured: SemconvMeasure,
  spec: OperationSpec,
  catalog: Catalog,
): Source | undefined {
  if (measured.otherwise !== undefined && Object.hasOwn(measured.otherwise, attribute)) {
    const value = measured.otherwise[attribute]
    return value === undefined ? undefined : { from: 'constant', value }
  }
  const own = [...(spec.labels ?? []), ...(spec.later ?? []), ...Object.keys(spec.constant ?? {})]
  const label = [...own, ...addedLabels(catalog)].find((key) => spanAttribute(catalog, key) === attribute)
  if (label !== undefined) return { from: 'label', key: label }
  if (attribute === ERROR_TYPE) return { from: 'outcome', key: 'error_type' }
  const constant = { ...catalog.spanAttributes, ...spec.span?.constant }[attribute]
  if (constant !== undefined) return { from: 'constant', value: String(constant) }
  const inputs = Object.entries(spec.span?.attributes ?? {})
  const input = inputs.find(([, name]) => name === attribute)
  return input === undefined ? undefined : { from: 'detail', key: input[0] }
}

/** The label with what is known of its values, and as the span writes them. */
function labelOf(key: string, attribute: string, metric: string, catalog: Catalog): LabelDeclaration {
  const { values, bound, normalise, onSpan } = catalog.labels[key] ?? {}
  const given = {
    key,
    attribute,
    ...(values !== undefined && { values }),
    ...(normalise !== undefined && { normalise }),
  }
  if (onSpan === undefined) return { ...given, ...(bound !== undefined && { bound }) }
  const resolver = new LabelResolver(given, metric)
  const asOnSpan = (value: LabelValue): LabelValue => {
    const text = resolver.resolve(value)
    return text === undefined ? '' : single(onSpan(text)[attribute])
  }
  return { key, attribute, normalise: asOnSpan, ...(bound !== undefined && { bound }) }
}

/** An attribute that the span is not given is not on the metric either: an empty label is none. */
function single(value: unknown): LabelValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : ''
}
