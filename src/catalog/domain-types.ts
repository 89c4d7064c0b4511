import type {
  GaugeReader,
  LabelledCounter,
  LabelledGauge,
  LabelledHistogram,
  LabelValue,
} from '../instruments/labelled/index.ts'
import type { OperationObserver } from '../operations/index.ts'
import type { Exact } from './exact.ts'
import type { FactLabels, MetricLabels, StartLabels } from './label-types.ts'
import type { MetricHelper } from './metric-types.ts'
import type { DetailsOf, DomainOperation } from './operation-types.ts'
import type { Catalog, SemconvLevel } from './spec.ts'
import type { Alert, Panel } from './views/index.ts'
import type { CheckedOptions, DomainOptions, FixedBy, MetricsWith } from './with-types.ts'

type SomeLabels = Readonly<Record<string, LabelValue | undefined>>
type MetricOfType<Type> = Type extends 'histogram'
  ? LabelledHistogram<SomeLabels>
  : Type extends 'gauge'
    ? LabelledGauge<SomeLabels>
    : LabelledCounter<SomeLabels>
type TypeOf<Spec> = Spec extends { readonly type: infer Type } ? Type : never

/**
 * What a domain's own methods are made of: its metrics and operations under the domain's own label names, whatever a
 * system renames. A metric that the system does not emit is here too, and records nothing. Labels that are bound are
 * filled in already.
 */
export interface DomainParts<M, O> {
  readonly metrics: { readonly [Key in keyof M]: MetricOfType<TypeOf<M[Key]>> }
  readonly operations: { readonly [Key in keyof O]: DomainOperation<SomeLabels, DetailsOf<O[Key]>> }
  /** The labels that are bound, with their values. */
  readonly bound: SomeLabels
  /** Observes what the semantic conventions call a level, by their attributes; nothing unless the system emits these. */
  observeSemconv(
    level: SemconvLevel,
    attributes: Readonly<Record<string, string>>,
    read: GaugeReader,
  ): Disposable
}

/**
 * Methods whose types follow from what is bound: a type-level function from `bound` to `methods`.
 *
 * @example
 * interface CacheKind extends MethodsKind { readonly methods: 'cache' extends this['bound'] ? CacheMethods : unknown }
 */
export interface MethodsKind {
  readonly bound: string
  readonly methods: unknown
}

/** The methods of a domain when `Bound` is bound. */
export type MethodsWith<R, Bound> = R extends MethodsKind ? (R & { readonly bound: Bound })['methods'] : R

/** What a domain has beyond its data. */
export interface DomainWiring<M, O, R> {
  /** Methods of the meter, where one fact moves several metrics or work is wrapped. Called once per set of bound labels. */
  readonly methods?: (parts: DomainParts<M, O>) => R
  /** Told of every operation of the system that ends. */
  readonly observer?: (parts: DomainParts<M, O>) => OperationObserver
  /** From `definePanels`: what dashboards show of the domain. */
  readonly panels?: Readonly<Record<string, Panel>>
  /** From `defineAlerts`: what somebody should be told of. */
  readonly alerts?: Readonly<Record<string, Alert>>
}

/** Of a catalog that declares no operations. */
export type NoOperations = Readonly<Record<never, never>>

/** A domain: a catalog and what is made from it. Hand it to `defineSystem`. */
export interface Domain<L, M, O, R, Fixed extends string = never> {
  readonly catalog: Catalog<L, M, O>
  readonly wiring: DomainWiring<M, O, R>
  /** Only in the types: labels fixed by `with({ constant })`. */
  readonly fixed?: Fixed
  /**
   * The same domain under other names: again a domain, so metrics, types, docs and lint follow.
   *
   * @example
   * http.with({ subsystem: 'gateway', only: ['requests'], labels: { path: 'endpoint', status: 'status_code' } })
   */
  with<const Options extends DomainOptions<L, M>>(
    options: CheckedOptions<L, M, Options>,
  ): Domain<L, MetricsWith<M, Options>, O, R, Fixed | FixedBy<L, Options>>
}

type Emitted<M, Key extends keyof M> = M[Key] extends { readonly emit: false } ? never : Key

/** One helper per emitted metric, by the metric's key. */
export type MetricHelpers<L, M, Bound> = {
  readonly [Key in keyof M as Emitted<M, Key>]: MetricHelper<TypeOf<M[Key]>, MetricLabels<L, M[Key], Bound>>
}

/** One callable operation per declared operation, by its key. A catalog without any is inferred as having any key. */
export type OperationHelpers<L, M, O, Bound> = {
  readonly [Key in keyof O as string extends Key ? never : Key]: DomainOperation<
    StartLabels<L, M, O[Key], Bound>,
    DetailsOf<O[Key]>
  >
}

/**
 * Binds labels, by the domain's own names: the same meter with these labels given once and for all. Equal values
 * return the same meter, so calling it on a hot path costs a look-up only; past 2,000 sets of values, each call makes
 * one anew.
 */
export type Binder<L, M, O, R, Bound extends string> = <
  const Given extends Partial<FactLabels<L, Exclude<keyof L, Bound>>>,
>(
  labels: Exact<FactLabels<L, Exclude<keyof L, Bound>>, Given>,
) => Meter<L, M, O, R, Bound | (keyof Given & string)>

/** What an application calls: metrics, operations and methods of one domain, and binding of labels. */
export type Meter<L, M, O, R, Bound extends string = never> = Binder<L, M, O, R, Bound> &
  MetricHelpers<L, M, Bound> &
  Omit<OperationHelpers<L, M, O, Bound>, keyof MethodsWith<R, Bound>> &
  MethodsWith<R, Bound>

/** The meter of a domain. */
export type MeterOf<D> =
  D extends Domain<infer L, infer M, infer O, infer R, infer Fixed> ? Meter<L, M, O, R, Fixed> : never
