import { type Attributes, SpanKind } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { LabelledMeter, LabelValue, MetricDeclaration } from '../instruments/labelled/index.ts'
import {
  createOperation,
  type Operation,
  type OperationDeclaration,
  type OperationScope,
} from '../operations/index.ts'
import type { MetricFinder } from './build-metrics.ts'
import { callableOperation } from './callable-operation.ts'
import { pick, type SomeLabels, without } from './fixed-labels.ts'
import { addedLabels, operationName, spanAttribute } from './operation-names.ts'
import { scaledMetric } from './scaled-metric.ts'
import { declareSemconv } from './semconv-metric.ts'
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

/** What the operations of one meter are made of. */
interface OperationInput {
  readonly catalog: Catalog
  readonly metricOf: MetricFinder
  readonly scope: OperationScope
  /** What makes the metrics of the semantic conventions; absent where the system does not emit them. */
  readonly semconv: LabelledMeter | undefined
  readonly bound: SomeLabels
}

/** One operation of a meter, with the labels that are bound filled in. */
export function buildOperation(key: string, spec: OperationSpec, input: OperationInput): unknown {
  const { catalog, metricOf, scope, bound } = input
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
  const atEnd = moved.filter((move) => waitedSince(move) === undefined)
  const atStart = moved.flatMap(({ metric, labels, ...move }) => {
    const since = waitedSince(move)
    return since === undefined ? [] : [{ metric, labels, since }]
  })
  const declaration = {
    ...withSemconv(declare(key, spec, catalog, fixed), spec, fixed, input),
    metrics: atEnd,
  }
  // What the metrics of this operation are is known here only; the declaration asks for either of their kinds.
  const operation: Operation = createOperation(declaration as OperationDeclaration, scope)
  return callableOperation(operation, { propagate: spec.propagate, waits: atStart as never })
}

/** A wait is over when the operation starts, unless it matters how that ends. */
function waitedSince({ measure, on }: { measure: Measure; on: string }): string | undefined {
  return typeof measure === 'object' && 'since' in measure && on === 'always' ? measure.since : undefined
}

type Declared = Omit<OperationDeclaration, 'metrics'>

/** The same with what the semantic conventions measure, where the system wants it. */
function withSemconv(
  declared: Declared,
  spec: OperationSpec,
  fixed: SomeLabels,
  { catalog, semconv }: OperationInput,
): Declared {
  if (semconv === undefined || spec.semconv === undefined) return declared
  const built = spec.semconv.map((measured) => ({
    ...declareSemconv(measured, spec, catalog),
    measure: measured.measure,
  }))
  const conventions = built.map(({ declaration, keys, needs, measure }) => ({
    metric: semconv[metricKind(declaration)](declaration).with(pick(fixed, keys)),
    labels: without(keys, fixed),
    needs: without(needs, fixed),
    measure,
  }))
  const details = [...new Set(built.flatMap((each) => each.details))]
  const labels = {
    ...declared.span.labels,
    ...Object.fromEntries(details.map((key) => [key, false as const])),
  }
  return {
    ...declared,
    span: { ...declared.span, labels },
    conventions,
    // The span has them as attributes.
    measuredAttributes: details,
  }
}

/** The conventions that operations measure are counters and histograms. */
function metricKind({ type }: MetricDeclaration): 'counter' | 'histogram' {
  return type === 'histogram' ? 'histogram' : 'counter'
}

function fixedLabels(spec: OperationSpec, catalog: Catalog, bound: SomeLabels): SomeLabels {
  const declared = pick(catalog.constant ?? {}, Object.keys(catalog.labels))
  const fixed = { ...declared, ...bound }
  const own = [...(spec.labels ?? []), ...(spec.later ?? []), ...addedLabels(catalog)]
  // What is bound for the sake of other metrics says nothing of this operation.
  return { ...pick(fixed, own), ...spec.constant }
}

function declare(key: string, spec: OperationSpec, catalog: Catalog, fixed: SomeLabels): Declared {
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
    end,
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
