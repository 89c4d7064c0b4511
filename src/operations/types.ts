import type { Attributes, Context, Link, Span, SpanKind, TracerProvider } from '@opentelemetry/api'
import type {
  LabelledCounter,
  LabelledGauge,
  LabelledHistogram,
  Labels,
  LabelValue,
} from '../instruments/labelled/index.ts'

/** How one operation ended; what `end` derivations look at. */
export interface Outcome {
  /** What the wrapped work returned, or was resolved with. `undefined` for handles. */
  readonly value: unknown
  /** What it threw, was rejected with, or `fail` was given. `undefined` after success. */
  readonly error: unknown
  readonly failed: boolean
  /**
   * Abort is not failure: an `AbortError`, or the reason of an aborted `signal`. A `TimeoutError` is a failure all the
   * same, since somebody wanted the result.
   */
  readonly aborted: boolean
}

/** What an operation writes to a metric: see `OperationMetric.measure`. */
export type OperationMeasure =
  | 'count'
  | 'duration'
  | ((outcome: Outcome) => number | undefined)
  | { readonly value: string }
  | { readonly since: string }

/** One metric that an operation moves when it ends. */
export interface OperationMetric {
  readonly metric: LabelledCounter | LabelledHistogram
  /**
   * The label keys this metric takes from the operation's labels, plus `error_type` where it has one. That label stays
   * open (no `values`, no `normalise`): its values are few already, and equal to the span's `error.type`.
   */
  readonly labels: readonly string[]
  /**
   * `count` adds (a histogram: records) 1, `duration` records the seconds that the span lasts. A function reads the
   * number from the outcome, the bytes of a result, say; one that throws or gives `undefined` moves nothing. A
   * `value` records the number that was given last under this attribute key (`attributes` at the start, `annotate`),
   * and nothing when there was none. A `since` records the seconds from the moment (`Date`, or milliseconds since 1970)
   * that was given so.
   */
  readonly measure: OperationMeasure
  /** When it moves. Default `always`. After an abort only what moves `always` does. */
  readonly on?: 'always' | 'success' | 'failure'
  /** Labels without which it does not move. */
  readonly needs?: readonly string[]
}

/** The counterpart of a gauge of running operations: +1 at start, -1 at end. */
export interface OperationActive {
  readonly metric: LabelledCounter
  readonly labels: readonly string[]
}

/** The declaration of an operation, resolved by the catalog: data, plus the metrics it moves. */
export interface OperationDeclaration {
  /** The declared name, low in cardinality: `database.query`. The spans domain reports it as `operation`. */
  readonly name: string
  readonly span: {
    /** Default: `name`. A function sees the labels known at start, and again at the end when they changed it. */
    readonly name?: string | ((labels: Readonly<Record<string, LabelValue | undefined>>) => string)
    /** Default `SpanKind.INTERNAL`. */
    readonly kind?: SpanKind
    /** Label key → span attribute (a semantic-convention key where there is one). Default: the label's own key. */
    readonly labels?: Readonly<Record<string, string | false>>
    /** Label key → the attributes that its value becomes, where that is not the value under the name in `labels`. */
    readonly values?: Readonly<Record<string, (value: LabelValue) => Attributes>>
    /** High-cardinality input key → span attribute. Never on a metric; a key that is not here is left off. */
    readonly attributes?: Readonly<Record<string, string>>
    /** Attributes that every span of this operation carries: `{ 'db.system.name': 'postgresql' }`. */
    readonly constant?: Attributes
  }
  /** Keys of the low-cardinality labels, in order. */
  readonly labels: readonly string[]
  /**
   * Labels that the outcome decides, when nobody set them at the start or on the way. `undefined` leaves the label
   * absent; one that throws does, too.
   */
  readonly end?: Readonly<Record<string, (outcome: Outcome) => LabelValue | undefined>>
  /**
   * Looks at the final labels of what has not failed otherwise: a string makes it a failure of this class (an answer
   * with status 503 fails as `503`, though nothing was thrown).
   */
  readonly failure?: (labels: Readonly<Record<string, LabelValue | undefined>>) => string | undefined
  readonly metrics: readonly OperationMetric[]
  /**
   * What the semantic conventions measure of this work: moved at every end, whatever it is, unless the span is that of
   * instrumentation (`span: 'active'`), which measures itself.
   */
  readonly conventions?: readonly OperationMetric[]
  /** Input keys of `span.attributes` that `conventions` take as labels. */
  readonly measuredAttributes?: readonly string[]
  readonly active?: OperationActive
}

/** What every operation of a system shares. */
export interface OperationScope {
  /** Instrumentation scope of the spans. */
  readonly name: string
  readonly version?: string
  /** Default: the global tracer provider. */
  readonly tracerProvider?: TracerProvider
  /** The spans domain, when the system has it: told of every operation, sampled or not. */
  readonly observer?: OperationObserver
}

/** Counts every operation once; the spans domain implements it. */
export interface OperationObserver {
  ended(
    operation: string,
    tenantId: string,
    seconds: number,
    errorType: string | undefined,
    context: Context,
  ): void
}

/** What one call of an operation may say besides its labels. */
export interface OperationOptions<A = Attributes> {
  /** High-cardinality attributes: on the span only. */
  readonly attributes?: A
  readonly links?: Link[]
  /** The signal that the work obeys: when it is aborted, failing with its reason counts as an abort. */
  readonly signal?: AbortSignal
  /** Default: the active context. Pass what `extract` returned to continue a remote trace. */
  readonly parent?: Context
  /**
   * `active` adds to the span that instrumentation already made (its name stays, and it is not ended here) instead of
   * starting a second one. Where no span is active, one is started all the same. Default `new`.
   */
  readonly span?: 'new' | 'active'
}

/** A running operation. Nothing here throws, and everything after `end` is ignored. */
export interface OperationHandle<L = Partial<Labels>, A = Attributes> extends Disposable {
  /** The span, non-recording when tracing is off. */
  readonly span: Span
  /** The context that holds the span: pass it where the active context does not reach. */
  readonly context: Context
  /** Low-cardinality labels that are known only now: they go to the metrics and the span. */
  set(labels: L): this
  /** High-cardinality attributes: they go to the span only. */
  annotate(attributes: A): this
  event(name: string, attributes?: Attributes): this
  /** Marks the operation as failed without throwing. */
  fail(error: unknown): this
  /** Ends it now, as a success unless `fail` was called; `using` and `run` do it for you. */
  end(): void
}

/** One kind of work that yields a span and its metrics together. */
export interface Operation<L = Labels, A = Attributes> {
  /** Runs `work` inside the span's context; returns and throws exactly what `work` does, sync or async. */
  run<T>(
    labels: Partial<L>,
    work: (operation: OperationHandle<Partial<L>, A>) => T,
    options?: OperationOptions<A>,
  ): T
  /** For work that no function encloses. */
  start(labels: Partial<L>, options?: OperationOptions<A>): OperationHandle<Partial<L>, A>
}

export type { LabelledCounter, LabelledGauge, LabelledHistogram, Labels, LabelValue }
