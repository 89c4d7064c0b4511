import type {
  Attributes,
  Context,
  Link,
  MeterProvider,
  SpanKind,
  TextMapPropagator,
  TracerProvider,
} from '@opentelemetry/api'
import type { ExemplarFilter, InstrumentReader, ViewOptions } from '../instruments/index.ts'
import type { HistogramAggregation, TemporalityPreference } from '../otlp/index.ts'

/** A sampler of the SDK, of either line. */
export interface Sampler {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): { decision: 0 | 1 | 2; attributes?: Readonly<Attributes> }
  toString(): string
}

/** A span processor of the SDK, of either line; `never` stands for the SDK's own span types. */
export interface SpanProcessor {
  onStart(span: never, parentContext: Context): void
  onEnd(span: never): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/** An instrumentation library, as `@opentelemetry/instrumentation-*` packages export them. */
export interface Instrumentation {
  readonly instrumentationName: string
  /** Most are enabled as they are made, which `enabled: false` prevents. */
  getConfig?(): { enabled?: boolean }
  enable(): void
  disable(): void
  setTracerProvider(provider: TracerProvider): void
  setMeterProvider(provider: MeterProvider): void
}

/** What concerns traces only. */
export interface TracesSetupOptions {
  /**
   * Where spans go: `OTEL_TRACES_EXPORTER`. Default `otlp` when an OTLP endpoint is set, else none, so that a program
   * without a Collector is not told every few seconds that there is none.
   */
  readonly exporters?: readonly ('otlp' | 'console' | 'none')[]
}

/** What concerns metrics only. */
export interface MetricsSetupOptions {
  /** `METRICS_ENABLED`: false stops recording and the endpoint, but not traces. Default true. */
  readonly enabled?: boolean
  /** Where metrics go: `OTEL_METRICS_EXPORTER`. Default `prometheus`, and `otlp` when an OTLP endpoint is set. */
  readonly exporters?: readonly ('otlp' | 'prometheus' | 'console' | 'none')[]
  /** The address to listen at: `OTEL_EXPORTER_PROMETHEUS_HOST`. Default `127.0.0.1`. */
  readonly host?: string
  /** The port to listen at: `OTEL_EXPORTER_PROMETHEUS_PORT`. 0 takes a free one. Default 9464. */
  readonly port?: number
  /** The path of the metrics; JSON and health are below it. Default `/metrics`. */
  readonly path?: string
  /** A bearer token that every request must carry. Default: none is asked for. */
  readonly token?: string
  /** False opens no port: mount `metricsHandler` in the application's own server. Default true. */
  readonly server?: boolean
  /** Milliseconds between two pushes: `OTEL_METRIC_EXPORT_INTERVAL`. Default 60,000. */
  readonly exportInterval?: number
  /** Milliseconds that one push may take: `OTEL_METRIC_EXPORT_TIMEOUT`. Default 30,000. */
  readonly exportTimeout?: number
  /** How many named series an instrument may have; what comes after is one overflow series. Default 2000. */
  readonly cardinalityLimit?: number
}

/** How OTLP is sent, for traces and metrics alike; the variables can tell the two apart. */
export interface OtlpSetupOptions {
  /** The Collector's address without a path: `OTEL_EXPORTER_OTLP_ENDPOINT`. Default `http://localhost:4318`. */
  readonly endpoint?: string
  /** Sent with every request, beside those of `OTEL_EXPORTER_OTLP_HEADERS`. */
  readonly headers?: Readonly<Record<string, string>>
  /** `OTEL_EXPORTER_OTLP_PROTOCOL`. Default `http/protobuf`. */
  readonly protocol?: 'http/protobuf' | 'http/json'
  /** `OTEL_EXPORTER_OTLP_COMPRESSION`. Default `none`. */
  readonly compression?: 'gzip' | 'none'
  /** Milliseconds that one request may take, repetitions included: `OTEL_EXPORTER_OTLP_TIMEOUT`. Default 10,000. */
  readonly timeout?: number
  /** `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`. Default `cumulative`. */
  readonly temporality?: TemporalityPreference
  /**
   * `OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION`: of histograms for which no view names an aggregation.
   * An instrument has one aggregation, on `/metrics` too. Default `explicit_bucket_histogram`.
   */
  readonly histogramAggregation?: HistogramAggregation
}

/**
 * What `startObservability` takes. Every option may be left out; one that is given wins over its variable.
 *
 * @example
 * await startObservability({ serviceName: 'shop', metrics: { port: 9100 }, shutdownOn: ['SIGTERM'] })
 */
export interface ObservabilityOptions {
  /** `OTEL_SERVICE_NAME`. Default `unknown_service:node`. */
  readonly serviceName?: string
  /**
   * Attributes of the resource, beside those of `OTEL_RESOURCE_ATTRIBUTES`. `service.instance.id` is
   * `<hostname>:<metrics port>` unless it is given here or there.
   */
  readonly resource?: Attributes
  /** True starts nothing and loads no SDK: `OTEL_SDK_DISABLED`. */
  readonly disabled?: boolean
  /** Wins over `OTEL_TRACES_SAMPLER`. Default: sample all, unless the parent was not sampled. */
  readonly sampler?: Sampler
  /** Stand beside those of the exporters. */
  readonly spanProcessors?: readonly SpanProcessor[]
  /** Win over `OTEL_PROPAGATORS`. Default: W3C trace context and baggage. */
  readonly propagators?: readonly TextMapPropagator[]
  /** Select and change metric streams; "View" of the specification. */
  readonly views?: readonly ViewOptions[]
  /** Readers of the SDK, of either line, beside those of the exporters. They are shut down with the rest. */
  readonly readers?: readonly InstrumentReader[]
  /** Get both providers and are enabled; disabled again by `shutdown`. Runtime metrics: `new RuntimeNodeInstrumentation()`. */
  readonly instrumentations?: readonly (Instrumentation | readonly Instrumentation[])[]
  /** `OTEL_METRICS_EXEMPLAR_FILTER`. Default `trace_based`: what was measured inside a sampled span. */
  readonly exemplarFilter?: ExemplarFilter
  readonly traces?: TracesSetupOptions
  readonly metrics?: MetricsSetupOptions
  readonly otlp?: OtlpSetupOptions
  /** Milliseconds within which `shutdown` ends, whatever the Collector does. Default 5000. */
  readonly shutdownTimeout?: number
  /**
   * Signals on which telemetry is shut down; the signal then has its usual effect, unless the application handles it
   * too. Default: none, signals are the application's.
   */
  readonly shutdownOn?: readonly NodeJS.Signals[]
  /**
   * True: errors of hooks and callbacks are thrown instead of counted, for tests. False: a metrics port that is in use
   * is a warning instead of an error at start. Default: hooks never throw, a port in use is an error.
   */
  readonly strict?: boolean
}
