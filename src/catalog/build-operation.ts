import { SpanKind } from '@opentelemetry/api'
import {
  createOperation,
  type Operation,
  type OperationDeclaration,
  type OperationScope,
} from '../operations/index.ts'
import type { BuiltMetric } from './build-metrics.ts'
import { callableOperation } from './callable-operation.ts'
import { pick, type SomeLabels, without } from './fixed-labels.ts'
import { operationName, spanAttribute } from './resolve.ts'
import type { Catalog, KnownLabels, OperationSpec } from './spec.ts'

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
  metrics: ReadonlyMap<string, BuiltMetric>,
  scope: OperationScope,
  bound: SomeLabels,
): unknown {
  const fixed = fixedLabels(spec, catalog, bound)
  const moved = (spec.metrics ?? []).flatMap(({ metric, measure, on }) => {
    const built = metrics.get(metric)
    if (built === undefined || !built.resolved.emitted) return []
    const keys = built.resolved.labels.map((label) => label.key)
    return [
      {
        metric: built.byFact.with(pick(fixed, without(keys, bound))),
        labels: without(keys, fixed),
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
  const declaration = { ...declare(key, spec, catalog, fixed, metrics), metrics: atEnd }
  // What the metrics of this operation are is known here only; the declaration asks for either of their kinds.
  const operation: Operation = createOperation(declaration as OperationDeclaration, scope)
  return callableOperation(operation, { propagate: spec.propagate, waits: atStart as never })
}

function fixedLabels(spec: OperationSpec, catalog: Catalog, bound: SomeLabels): SomeLabels {
  const declared = pick(catalog.constant ?? {}, Object.keys(catalog.labels))
  return { ...declared, ...spec.constant, ...bound }
}

function declare(
  key: string,
  spec: OperationSpec,
  catalog: Catalog,
  fixed: SomeLabels,
  metrics: ReadonlyMap<string, BuiltMetric>,
): Omit<OperationDeclaration, 'metrics'> {
  const added = [...metrics.values()].flatMap(({ resolved }) =>
    resolved.labels.flatMap((label) => (catalog.labels[label.key] === undefined ? [label.key] : [])),
  )
  const all = [...new Set([...(spec.labels ?? []), ...(spec.later ?? []), ...added])]
  const labels = without(all, fixed)
  const name = spec.span?.name
  const constant: Record<string, string | number | boolean> = {
    ...catalog.spanAttributes,
    ...spec.span?.constant,
  }
  for (const [label, value] of Object.entries(fixed)) {
    if (value !== undefined) constant[spanAttribute(catalog, label)] = value
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
