import type { Override } from './exact.ts'
import type { LintException } from './exception.ts'
import type { LabelChange, MetricName } from './spec.ts'
import type { Alert } from './views/index.ts'

/** What `with` changes of one metric. */
export interface MetricOptions {
  readonly name?: MetricName
  readonly description?: string
  readonly unit?: string
  /** Histograms only: ascending upper bounds. */
  readonly buckets?: readonly number[]
  /** By the domain's own label name: another exported name, `false`, or an added label under a new key. */
  readonly labels?: Readonly<Record<string, LabelChange>>
  readonly exceptions?: readonly LintException[]
}

/** What `with` changes of one alert: a system knows its own bounds. What it watches stays. */
export interface AlertOptions
  extends Partial<
    Pick<Alert, 'summary' | 'description' | 'bound' | 'window' | 'for' | 'severity' | 'minimum'>
  > {
  /** Another key, and so another name: `queueBacklog` is the alert `QueueBacklog`. */
  readonly key?: string
}

/** What `with` changes of a domain; everything left out stays. */
export interface DomainOptions<L, M> {
  /** May be empty. */
  readonly subsystem?: string
  /** Exactly these metrics are emitted. */
  readonly only?: ReadonlyArray<keyof M>
  /** These are emitted as well: for metrics that a domain declares but leaves off. */
  readonly also?: ReadonlyArray<keyof M>
  /** On every metric: a label's exported name, or `false` to drop it and aggregate. */
  readonly labels?: { readonly [Key in keyof L]?: string | false }
  /** How many values an open label may take in this system. */
  readonly bounds?: { readonly [Key in keyof L]?: number }
  /** Labels with one value: a declared label is fixed to it, any other key is put on every metric. */
  readonly constant?: Readonly<Record<string, string>>
  /** Attributes of every span of the domain. */
  readonly spanAttributes?: Readonly<Record<string, string | number | boolean>>
  readonly metrics?: { readonly [Key in keyof M]?: MetricOptions }
  /**
   * By the alert's key: what this system wants otherwise, or `false` for an alert that it does not want. A whole alert
   * under a new key is added to those of the domain.
   */
  readonly alerts?: Readonly<Record<string, AlertOptions | Alert | false>>
  readonly exceptions?: readonly LintException[]
}

type Field<T, Key extends string> = T extends { readonly [K in Key]: infer Value } ? Value : unknown
type UnknownKeys<Given, Allowed> = { readonly [Key in Exclude<keyof Given, keyof Allowed>]: never }

/** Refuses keys of options that would do nothing: misspelt options, labels, metrics. */
export type CheckedOptions<L, M, Options> = Options &
  UnknownKeys<Options, DomainOptions<L, M>> & {
    readonly labels?: UnknownKeys<Field<Options, 'labels'>, L>
    readonly bounds?: UnknownKeys<Field<Options, 'bounds'>, L>
    readonly metrics?: UnknownKeys<Field<Options, 'metrics'>, M>
  }

type Changes<T> = T extends { readonly as: infer As } ? As : Record<never, never>
type OptionLabels<T> = T extends { readonly labels: infer Labels } ? Labels : Record<never, never>
type OptionMetrics<T> = T extends { readonly metrics: infer Metrics } ? Metrics : Record<never, never>
type LabelsForMetric<T, Key> = Key extends keyof OptionMetrics<T>
  ? OptionLabels<OptionMetrics<T>[Key]>
  : Record<never, never>

type EmitOf<Spec> = Spec extends { readonly emit: infer Emit } ? Emit : true
type Emission<Spec, Key, Options> = Options extends { readonly only: readonly (infer Only)[] }
  ? Key extends Only
    ? true
    : AlsoEmitted<Options, Key, false>
  : AlsoEmitted<Options, Key, EmitOf<Spec>>
type AlsoEmitted<Options, Key, Otherwise> = Options extends { readonly also: readonly (infer Also)[] }
  ? Key extends Also
    ? true
    : Otherwise
  : Otherwise

/** The metrics of a domain after `with(options)`: what decides their helpers' types. */
export type MetricsWith<M, Options> = {
  readonly [Key in keyof M]: Omit<M[Key], 'as' | 'emit'> & {
    readonly as: Override<Override<Changes<M[Key]>, OptionLabels<Options>>, LabelsForMetric<Options, Key>>
    readonly emit: Emission<M[Key], Key, Options>
  }
}

/** The declared labels that `with(options)` fixes to one value. */
export type FixedBy<L, Options> = Options extends { readonly constant: infer Constant }
  ? keyof Constant & keyof L & string
  : never
