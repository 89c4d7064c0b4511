import type { MeterProvider } from '@opentelemetry/api'
import { LabelledMeter } from '../instruments/labelled/index.ts'
import type { OperationScope } from '../operations/index.ts'
import { boundLabels } from './bound-labels.ts'
import { type BuiltMetric, bindMetric, buildMetrics } from './build-metrics.ts'
import { buildOperation } from './build-operation.ts'
import type { DomainParts, DomainWiring } from './domain-types.ts'
import { labelsKey, pick, type SomeLabels } from './fixed-labels.ts'
import type { ResolvedDomain } from './resolved.ts'
import type { Catalog } from './spec.ts'
import { zeroLabels } from './zero-series.ts'

/** Past this many sets of bound labels, further ones are built anew on each call. */
const maxBindings = 10_000

/** What the meters of one domain are made with. */
export interface MeterInput {
  readonly domain: ResolvedDomain
  readonly catalog: Catalog
  readonly wiring: AnyWiring
  readonly meterProvider?: MeterProvider | undefined
  readonly scope: OperationScope
  readonly now: () => number
}

/** Wiring whatever the domain's keys are. */
export type AnyWiring = DomainWiring<
  Readonly<Record<string, unknown>>,
  Readonly<Record<string, unknown>>,
  unknown
>
export type AnyParts = DomainParts<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>>

/** One domain of one system: its root meter, and the meters with labels bound. */
export class DomainMeters {
  readonly root: unknown
  readonly #input: MeterInput
  readonly #metrics: ReadonlyMap<string, BuiltMetric>
  readonly #bindings = new Map<string, unknown>()

  constructor(input: MeterInput) {
    this.#input = input
    const { domain, catalog, meterProvider, now } = input
    const meter = new LabelledMeter({
      scope: { name: input.scope.name },
      ...(meterProvider !== undefined && { meterProvider }),
    })
    this.#metrics = buildMetrics(domain, catalog, meter, now)
    this.root = this.#bind({})
  }

  /** The parts of the root meter, for the domain's observer. */
  parts(): AnyParts {
    return this.#parts(this.#metrics, this.#operations(this.#metrics, {}), {})
  }

  #bind(bound: SomeLabels): unknown {
    const key = labelsKey(bound)
    const known = this.#bindings.get(key)
    if (known !== undefined) return known
    const meter = this.#build(bound)
    if (this.#bindings.size < maxBindings) this.#bindings.set(key, meter)
    return meter
  }

  #build(bound: SomeLabels): unknown {
    const metrics = new Map([...this.#metrics].map(([key, metric]) => [key, bindMetric(metric, bound)]))
    const operations = this.#operations(metrics, bound)
    const methods = this.#input.wiring.methods?.(this.#parts(metrics, operations, bound))
    const meter = (labels: unknown): unknown => this.#bind(boundLabels(this.#input.catalog, bound, labels))
    for (const [key, { byName, resolved }] of metrics) if (resolved.emitted) define(meter, key, byName)
    for (const [key, operation] of Object.entries(operations)) define(meter, key, operation)
    // Descriptors, not values: a method may be a getter.
    Object.defineProperties(meter, Object.getOwnPropertyDescriptors(methods ?? {}))
    this.#startAtZero(metrics, bound)
    return meter
  }

  #operations(metrics: ReadonlyMap<string, BuiltMetric>, bound: SomeLabels): Record<string, unknown> {
    const { catalog, scope } = this.#input
    const built = Object.entries(catalog.operations ?? {}).map(
      ([key, spec]) => [key, buildOperation(key, spec, catalog, metrics, scope, bound)] as const,
    )
    return Object.fromEntries(built)
  }

  #parts(
    metrics: ReadonlyMap<string, BuiltMetric>,
    operations: Readonly<Record<string, unknown>>,
    bound: SomeLabels,
  ): AnyParts {
    const byFact = Object.fromEntries([...metrics].map(([key, metric]) => [key, metric.byFact]))
    // Keys and kinds come from the catalog; the types of DomainParts are computed from the same catalog.
    const { catalog } = this.#input
    const fixed = { ...pick(catalog.constant ?? {}, Object.keys(catalog.labels)), ...bound }
    return { metrics: byFact, operations, bound: fixed } as unknown as AnyParts
  }

  #startAtZero(metrics: ReadonlyMap<string, BuiltMetric>, bound: SomeLabels): void {
    for (const [key, { byFact, resolved }] of metrics) {
      const spec = this.#input.catalog.metrics[key]
      if (spec?.type !== 'counter' || !resolved.emitted) continue
      for (const labels of zeroLabels(spec, resolved, bound)) byFact.zero(labels)
    }
  }
}

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true })
}
