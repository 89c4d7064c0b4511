import { type Attributes, SpanKind } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { LabelValue } from '../instruments/labelled/index.ts'
import {
  createOperation,
  type Operation,
  type OperationDeclaration,
  type OperationScope,
} from '../operations/index.ts'
import type { MetricFinder } from './build-metrics.ts'
import { callableOperation } from './callable-operation.ts'
import { pick, type SomeLabels, without } from './fixed-labels.ts'
import { addedLabels, operationName, spanAttribute } from './resolve.ts'
import { scaledMetric } from './scaled-metric.ts'
import { silentMetric } from './silent-metric.ts'
import type { Catalog, KnownLabels, Measure, MetricSpec, OperationSpec } from './spec.ts'
import { unitFactor } from './units.ts'

const spanKinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const

/** One operation of a meter, with the labels that are bound filled in. */
export function buildOperation(
  key: string,
  spec: OperationSpec,
  catalog: Catalog,
  metricOf: MetricFinder,
  scope: OperationScope,
  bound: SomeLabels,
): unknown {
  const fixed = fixedLabels(spec, catalog, bound)
  const moved = (spec.metrics ?? []).flatMap(({ metric, measure, on }) => {
    const built = metricOf(metric)
    // A counter that is not emitted may still feed a gauge that is.
    if (built === undefined || built.byFact === silentMetric) return []
    const keys = built.resolved.labels.map((label) => label.key)
    return [
      {
        metric: scaledMetric(built.byFact, measuredFactor(measure, catalog.metrics[metric])).with(
          pick(fixed, without(keys, bound)),
        ),
        labels: without(without(keys, fixed), bound),
        measure,
        on: on ?? 'always',
      },
    ]
  })
  const atEnd = moved.flatMap(({ measure, ...rest }) =>
    typeof measure === 'object' && 'since' in measure ? [] : [{ ...rest, measure }],
  )
  const atStart = moved.flatMap(({ measure, ...rest }) =>
    typeof measure === 'object' && 'since' in measure ? [{ ...rest, since: measure.since }] : [],
  )
  const declaration = { ...declare(key, spec, catalog, fixed), metrics: atEnd }
  // What the metrics of this operation are is known here only; the declaration asks for either of their kinds.
  const operation: Operation = createOperation(declaration as OperationDeclaration, scope)
  return callableOperation(operation, { propagate: spec.propagate, waits: atStart as never })
}

function fixedLabels(spec: OperationSpec, catalog: Catalog, bound: SomeLabels): SomeLabels {
  const declared = pick(catalog.constant ?? {}, Object.keys(catalog.labels))
  const fixed = { ...declared, ...bound }
  const own = [...(spec.labels ?? []), ...(spec.later ?? []), ...addedLabels(catalog)]
  // What is bound for the sake of other metrics says nothing of this operation.
  return { ...pick(fixed, own), ...spec.constant }
}

function declare(
  key: string,
  spec: OperationSpec,
  catalog: Catalog,
  fixed: SomeLabels,
): Omit<OperationDeclaration, 'metrics'> {
  const all = [...new Set([...(spec.labels ?? []), ...(spec.later ?? []), ...addedLabels(catalog)])]
  const labels = without(all, fixed)
  const name = spec.span?.name
  const constant: Attributes = {
    ...catalog.spanAttributes,
    ...spec.span?.constant,
  }
  for (const [label, value] of Object.entries(fixed)) {
    if (value !== undefined) Object.assign(constant, constantOnSpan(catalog, label, value))
  }
  const end = Object.fromEntries(
    Object.entries(spec.end ?? {}).filter(([label]) => fixed[label] === undefined),
  )
  return {
    name: operationName(catalog, key, spec),
    span: {
      ...(name !== undefined && {
        name: typeof name === 'function' ? (known: KnownLabels) => name({ ...fixed, ...known }) : name,
      }),
      kind: spanKinds[spec.span?.kind ?? 'internal'],
      labels: Object.fromEntries(labels.map((label) => [label, spanAttribute(catalog, label)])),
      values: Object.fromEntries(
        labels.flatMap((label) => {
          const onSpan = catalog.labels[label]?.onSpan
          return onSpan === undefined ? [] : [[label, onSpan]]
        }),
      ),
      attributes: spec.span?.attributes ?? {},
      constant,
    },
    labels,
    end: end as NonNullable<OperationDeclaration['end']>,
    ...(spec.failure !== undefined && {
      failure: (known: KnownLabels) => spec.failure?.({ ...fixed, ...known }),
    }),
  }
}

function constantOnSpan(catalog: Catalog, label: string, value: LabelValue): Attributes {
  const onSpan = catalog.labels[label]?.onSpan
  if (onSpan === undefined) return { [spanAttribute(catalog, label)]: value }
  try {
    return onSpan(value)
  } catch (error) {
    swallow('span attribute', error)
    return {}
  }
}

/** From the seconds of a duration or wait to the unit that the domain's metric has; anything else is as it is given. */
function measuredFactor(measure: Measure, metric: MetricSpec | undefined): number {
  const isSeconds = measure === 'duration' || (typeof measure === 'object' && 'since' in measure)
  return isSeconds ? unitFactor('s', metric?.recordedIn ?? metric?.unit) : 1
}
