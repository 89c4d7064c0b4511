import type { Attributes } from '@opentelemetry/api'
import type { LabelValue } from '../instruments/labelled/index.ts'
import type { Outcome } from '../operations/index.ts'
import type { LintException } from './exception.ts'

/** One label of a domain: a fact with few values. It goes to metrics and to spans. */
export interface LabelSpec {
  readonly description: string
  /** The closed set of values; the type of the label is their union, and anything else is recorded as `_OTHER`. */
  readonly values?: readonly string[]
  /**
   * For an open label: how many values it may take, 1 or more. The lint multiplies bounds into an estimate of series. A
   * label that looks like an id is kept to it: in each metric the first values have series, and further ones are recorded
   * as `_OTHER`, in series with `otel.metric.overflow=true`. Of other labels it is what you reckon with.
   */
  readonly bound?: number
  /**
   * Another label that decides this one: a campaign has one user, so that beside `campaign_id` the label `user_id` makes
   * no series more. Where the other is missing, `bound` counts.
   */
  readonly determinedBy?: string
  /** Maps whatever comes to one of few values, before anything else sees it. One that throws yields `_OTHER`. */
  readonly normalise?: (value: LabelValue) => LabelValue
  /** The span attribute, where semantic conventions have one: `http.route`. Default: the label's own name. */
  readonly semconv?: string
  /**
   * What the span carries for a value, where that is not just the value under `semconv`; `{}` for nothing. Keys are
   * span attributes. One that throws costs the attribute.
   */
  readonly onSpan?: (value: LabelValue) => Attributes
  readonly exceptions?: readonly LintException[]
}

/** A label that `with` adds to one metric: it is an input of the metric, and of the operations that move it. */
export interface AddedLabel {
  readonly description: string
  readonly values?: readonly string[]
  readonly bound?: number
  readonly exceptions?: readonly LintException[]
}

/** How a metric exports a label: under another name, not at all (`false`: aggregated), or as an added one. */
export type LabelChange = string | false | AddedLabel

/** Relative to namespace and subsystem, without unit and `_total`; or the whole exported name, whatever it is. */
export type MetricName = string | { readonly whole: string }

interface MetricBase<Label extends string> {
  readonly description: string
  /** Default: the key in snake_case. */
  readonly name?: MetricName
  /** UCUM: `s`, `By`, `%`. Leave it out for counts, states and ratios. */
  readonly unit?: string
  /**
   * The unit in which the domain's own methods record, where `unit` is that of a system that exports another (`with`
   * says so): values are converted. Operations measure in seconds whatever the unit.
   */
  readonly recordedIn?: string
  /** In this order; none when left out. */
  readonly labels?: readonly Label[]
  /** Exported label names of this metric that differ from the domain's own. */
  readonly as?: Readonly<Record<string, LabelChange>>
  /** `false`: declared, but emitted only where `with` asks for it. Default `true`. */
  readonly emit?: boolean
  /** What the semantic conventions call this fact, where they know it: `http.server.request.duration`. */
  readonly semconv?: string
  readonly exceptions?: readonly LintException[]
}

/** A counter: it only goes up, and its exported name ends in `_total`. */
export interface CounterSpec<Label extends string = string> extends MetricBase<Label> {
  readonly type: 'counter'
  /**
   * The label combinations that exist at 0 before the first event, so that a rate starts at 0. A combination applies
   * as soon as it and the bound labels name every label. Default: every combination, when all labels are closed sets.
   */
  readonly zero?: false | ReadonlyArray<{ readonly [Key in Label]?: string }>
}

/** A sum that goes up and down by what is added. */
export interface UpDownCounterSpec<Label extends string = string> extends MetricBase<Label> {
  readonly type: 'upDownCounter'
}

/** A distribution. */
export interface HistogramSpec<Label extends string = string> extends MetricBase<Label> {
  readonly type: 'histogram'
  /** Ascending upper bounds in `unit`. */
  readonly buckets: readonly number[]
}

/** A value as it is now. */
export interface GaugeSpec<Label extends string = string> extends MetricBase<Label> {
  readonly type: 'gauge'
  /**
   * How observations of one series are joined: when a label is dropped, and of what is past the bound of an id. Default
   * `sum`; `max` for what several see alike, `min` for shares of which the least is to be seen.
   */
  readonly join?: 'sum' | 'max' | 'min'
  /** Makes the gauge a ratio or a rate over the last 5 minutes of a counter of the same domain. */
  readonly window?: WindowSpec
}

/**
 * A gauge that is computed from a counter over a sliding window of 5 minutes (30 slots of 10 s), absent while nothing
 * happened in it. With `part` it is the ratio of the matching increments to those that match `whole` (default: all);
 * without `part` it is increments per second. Dashboards should prefer PromQL: such a gauge cannot be aggregated.
 */
export interface WindowSpec {
  /** Key of the counter. */
  readonly of: string
  readonly part?: Readonly<Record<string, readonly string[]>>
  readonly whole?: Readonly<Record<string, readonly string[]>>
}

/** One metric of a catalog, by its type. */
export type MetricSpec<Label extends string = string> =
  | CounterSpec<Label>
  | UpDownCounterSpec<Label>
  | HistogramSpec<Label>
  | GaugeSpec<Label>

/**
 * What an operation contributes to a metric: 1 (`count`), its seconds (`duration`), the number given under a span
 * attribute key (`value`), or the seconds from a moment that the caller gives (`since`): to the start, or to the end where
 * `on` says how it has to end.
 */
export type Measure = 'count' | 'duration' | { readonly value: string } | { readonly since: string }

/** One metric that an operation moves. */
export interface OperationMetricSpec<Metric extends string = string> {
  readonly metric: Metric
  readonly measure: Measure
  /** Default `always`. */
  readonly on?: 'always' | 'success' | 'failure'
}

/**
 * A metric as the OpenTelemetry semantic conventions define it. Its attributes are those that the span of an operation
 * has under the same names: from labels (`semconv`), from inputs (`span.attributes`), or constant. `error.type` is the
 * class of a failure. One that the operation does not know is left out.
 */
export interface SemconvMetric {
  /** `http.server.request.duration` */
  readonly name: string
  readonly type: 'counter' | 'histogram'
  readonly unit: string
  readonly description: string
  /** Histograms only: the bounds that the conventions recommend. */
  readonly buckets?: readonly number[]
  /** The attributes that it may have, and the type of their values. */
  readonly attributes: Readonly<Record<string, 'string' | 'int'>>
  /** Those of them that the conventions require; the lint tells of an operation that does not know one. */
  readonly required?: readonly string[]
}

/** What an operation contributes to a metric of the semantic conventions, however it ends. */
export interface SemconvMeasure {
  readonly metric: SemconvMetric
  readonly measure: 'count' | 'duration' | { readonly value: string }
  /** Attributes without which it is left to others: to whoever makes the request within, say. */
  readonly needs?: readonly string[]
  /** Attributes that the metric has otherwise than the span; `undefined` for one that it has not. */
  readonly otherwise?: Readonly<Record<string, string | undefined>>
}

/** A level as the semantic conventions define it, which domain methods observe: an up-down counter. */
export interface SemconvLevel {
  /** `db.client.connection.count` */
  readonly name: string
  readonly unit: string
  readonly description: string
  readonly attributes: readonly string[]
}

/** The labels of a running operation as they are known at the moment. */
export type KnownLabels = Readonly<Record<string, LabelValue | undefined>>

/** One kind of work that yields a span and its metrics together. */
export interface OperationSpec<Label extends string = string, Metric extends string = string> {
  /** Low-cardinality; the spans domain counts by it. Default `<domain>.<key in snake_case>`. */
  readonly name?: string
  readonly span?: {
    /** Default `internal`. */
    readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
    /** Default: the operation's name. */
    readonly name?: string | ((labels: KnownLabels) => string)
    /** Inputs that go to the span only, and the attribute each becomes: `{ sql: 'db.query.text' }`. */
    readonly attributes?: Readonly<Record<string, string>>
    /** Attributes of every span of this operation. */
    readonly constant?: Readonly<Record<string, string | number | boolean>>
  }
  /** Labels that the caller must give at the start. */
  readonly labels?: readonly Label[]
  /** Labels that may be given at the start or set on the way. */
  readonly later?: readonly Label[]
  /** Labels that have one value for this operation. */
  readonly constant?: { readonly [Key in Label]?: string }
  /** Labels that the outcome decides when nobody has set them. */
  readonly end?: Readonly<Record<string, (outcome: Outcome) => LabelValue | undefined>>
  /** Asked at the end: a string says that the labels alone mean failure, and is its `error.type` (status 503). */
  readonly failure?: (labels: KnownLabels) => string | undefined
  /** W3C context travels in the input `headers`: written into it (`inject`), or continued from it (`extract`). */
  readonly propagate?: 'inject' | 'extract'
  readonly metrics?: ReadonlyArray<OperationMetricSpec<Metric>>
  /** What the semantic conventions measure of this work: emitted beside `metrics` by a system with `semconv: true`. */
  readonly semconv?: readonly SemconvMeasure[]
}

export type LabelSpecs = Readonly<Record<string, LabelSpec>>
/** Holds `determinedBy` to labels that there are. */
export interface DeterminedLabels<L> {
  readonly labels: { readonly [Key in keyof L]: { readonly determinedBy?: keyof L & string } }
}
export type MetricSpecs = Readonly<Record<string, MetricSpec>>
export type OperationSpecs = Readonly<Record<string, OperationSpec>>

/** One domain, declared as data. */
export interface Catalog<L = LabelSpecs, M = MetricSpecs, O = OperationSpecs> {
  /** snake_case, singular: `event_bus`. */
  readonly name: string
  /** The part of metric names after the namespace; may be empty. Default: `name`. */
  readonly subsystem?: string
  readonly labels: L
  readonly metrics: M
  readonly operations?: O
  /** Labels with one value: a declared label is fixed to it, any other key is put on every metric. */
  readonly constant?: Readonly<Record<string, string>>
  /** Attributes of every span of the domain: `{ 'db.system.name': 'postgresql' }`. */
  readonly spanAttributes?: Readonly<Record<string, string | number | boolean>>
  readonly exceptions?: readonly LintException[]
}
