import type { MeterProvider } from '@opentelemetry/api'
import { LabelledMeter } from '../instruments/labelled/index.ts'
import type { OperationScope } from '../operations/index.ts'
import { boundLabels } from './bound-labels.ts'
import { type BuiltMetric, bindMetric, buildMetrics, type MetricFinder } from './build-metrics.ts'
import { buildOperation } from './build-operation.ts'
import type { DomainParts, DomainWiring } from './domain-types.ts'
import { labelsKey, pick, type SomeLabels } from './fixed-labels.ts'
import type { ResolvedDomain } from './resolved.ts'
import { observeLevel } from './semconv-level.ts'
import type { Catalog } from './spec.ts'
import { zeroLabels } from './zero-series.ts'

/** As many as a metric has named series. Past them, further sets of bound labels are built anew on each call. */
const maxBindings = 2_000

/** What the meters of one domain are made with. */
export interface MeterInput {
  readonly domain: ResolvedDomain
  readonly catalog: Catalog
  readonly wiring: AnyWiring
  readonly meterProvider?: MeterProvider | undefined
  readonly scope: OperationScope
  /** Whether operations move what the semantic conventions measure of them, too. */
  readonly semconv: boolean
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
  readonly #semconv: LabelledMeter | undefined
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
    this.#semconv = input.semconv ? meter : undefined
    this.root = this.#bind({})
  }

  /** The parts of the root meter, for the domain's observer. */
  parts(): AnyParts {
    return this.#parts(this.#boundMetrics({}), {})
  }

  #bind(bound: SomeLabels): unknown {
    const key = labelsKey(bound)
    const known = this.#bindings.get(key)
    if (known !== undefined) return known
    const meter = this.#build(bound)
    if (this.#bindings.size < maxBindings) this.#bindings.set(key, meter)
    return meter
  }

  /** Of a meter with labels bound, few parts are used: each is made when it is asked for. */
  #build(bound: SomeLabels): unknown {
    const metricOf = this.#boundMetrics(bound)
    const parts = this.#parts(metricOf, bound)
    const methods = this.#input.wiring.methods?.(parts)
    const meter = (labels: unknown): unknown => this.#bind(boundLabels(this.#input.catalog, bound, labels))
    for (const [key, { resolved }] of this.#metrics) {
      if (resolved.emitted) defineLazily(meter, key, () => metricOf(key)?.byName)
    }
    for (const key of Object.keys(this.#input.catalog.operations ?? {})) {
      defineLazily(meter, key, () => parts.operations[key])
    }
    // Descriptors, not values: a method may be a getter.
    Object.defineProperties(meter, Object.getOwnPropertyDescriptors(methods ?? {}))
    this.#startAtZero(metricOf, bound)
    // The first meter makes all of them, so that a mistake in the catalog is an error of `defineSystem`.
    if (Object.keys(bound).length === 0) Object.values(parts.operations)
    return meter
  }

  #boundMetrics(bound: SomeLabels): MetricFinder {
    const built = new Map<string, BuiltMetric>()
    return (key) => {
      const known = built.get(key)
      const metric = this.#metrics.get(key)
      if (known !== undefined || metric === undefined) return known
      const made = bindMetric(metric, bound)
      built.set(key, made)
      return made
    }
  }

  #parts(metricOf: MetricFinder, bound: SomeLabels): AnyParts {
    const { catalog, scope } = this.#input
    const metrics = {}
    for (const key of this.#metrics.keys()) defineLazily(metrics, key, () => metricOf(key)?.byFact)
    const operations = {}
    for (const [key, spec] of Object.entries(catalog.operations ?? {})) {
      const input = { catalog, metricOf, scope, semconv: this.#semconv, bound }
      defineLazily(operations, key, () => buildOperation(key, spec, input))
    }
    const fixed = { ...pick(catalog.constant ?? {}, Object.keys(catalog.labels)), ...bound }
    const observeSemconv: AnyParts['observeSemconv'] = (level, attributes, read) =>
      observeLevel(this.#semconv, level, attributes, read)
    // Keys and kinds come from the catalog; the types of DomainParts are computed from the same catalog.
    return { metrics, operations, bound: fixed, observeSemconv } as unknown as AnyParts
  }

  #startAtZero(metricOf: MetricFinder, bound: SomeLabels): void {
    for (const [key, { resolved }] of this.#metrics) {
      const spec = this.#input.catalog.metrics[key]
      if (spec?.type !== 'counter' || !resolved.emitted) continue
      for (const labels of zeroLabels(spec, resolved, bound)) metricOf(key)?.byFact.zero(labels)
    }
  }
}

function defineLazily(target: object, key: string, make: () => unknown): void {
  const define = (more: PropertyDescriptor): unknown =>
    Object.defineProperty(target, key, { enumerable: true, configurable: true, ...more })
  define({
    get() {
      const value = make()
      define({ value })
      return value
    },
  })
}
