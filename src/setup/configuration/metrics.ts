import type { ExemplarFilter } from '../../instruments/index.ts'
import type { OtlpMetricExporterOptions } from '../../otlp/index.ts'
import type { ObservabilityOptions } from '../options.ts'
import { boolean, milliseconds, oneOf, secretText, text, urlPath, wholeNumber } from './kinds.ts'
import { hasOtlpEndpoint, readHistogramAggregation, readOtlp, readTemporality } from './otlp.ts'
import type { Variables } from './variables.ts'
import { readWordList } from './word-list.ts'

/** Where the metrics are served. */
export interface EndpointConfiguration {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly token: string | undefined
  /** False: only the handler, to be mounted in the application's own server. */
  readonly server: boolean
}

export interface MetricsConfiguration {
  /** `METRICS_ENABLED`: false stops recording and the endpoint, not traces. */
  readonly enabled: boolean
  readonly exporters: readonly ('otlp' | 'prometheus' | 'console')[]
  readonly exemplarFilter: ExemplarFilter
  readonly exportIntervalMillis: number
  readonly exportTimeoutMillis: number
  readonly endpoint: EndpointConfiguration
  readonly otlp: OtlpMetricExporterOptions
}

export function readMetrics(variables: Variables, options: ObservabilityOptions): MetricsConfiguration {
  const metrics = options.metrics ?? {}
  const otlp = options.otlp ?? {}
  const times = readTimes(variables, options)
  return {
    enabled: variables.read({
      kind: boolean,
      option: ['metrics.enabled', metrics.enabled],
      variables: ['METRICS_ENABLED'],
      fallback: true,
    }),
    exporters: readWordList(variables, {
      option: ['metrics.exporters', metrics.exporters],
      variable: 'OTEL_METRICS_EXPORTER',
      words: ['otlp', 'prometheus', 'console', 'none'],
      fallback: hasOtlpEndpoint(variables, otlp, 'METRICS') ? ['prometheus', 'otlp'] : ['prometheus'],
    }),
    exemplarFilter: variables.read({
      kind: oneOf(['trace_based', 'always_on', 'always_off']),
      option: ['exemplarFilter', options.exemplarFilter],
      variables: ['OTEL_METRICS_EXEMPLAR_FILTER'],
      fallback: 'trace_based',
    }),
    ...times,
    endpoint: readEndpoint(variables, options),
    otlp: {
      ...readOtlp(variables, otlp, 'METRICS'),
      temporality: readTemporality(variables, otlp),
      histogramAggregation: readHistogramAggregation(variables, otlp),
      pushTimeoutMillis: times.exportTimeoutMillis,
    },
  }
}

function readEndpoint(variables: Variables, { metrics = {} }: ObservabilityOptions): EndpointConfiguration {
  return {
    host: variables.read({
      kind: text,
      option: ['metrics.host', metrics.host],
      variables: ['OTEL_EXPORTER_PROMETHEUS_HOST'],
      fallback: '127.0.0.1',
    }),
    port: variables.read({
      kind: wholeNumber(0, 65_535),
      option: ['metrics.port', metrics.port],
      variables: ['OTEL_EXPORTER_PROMETHEUS_PORT'],
      fallback: 9464,
    }),
    path: variables.read({ kind: urlPath, option: ['metrics.path', metrics.path], fallback: '/metrics' }),
    token: variables.read({
      kind: secretText,
      option: ['metrics.token', metrics.token],
      fallback: undefined,
    }),
    server: metrics.server ?? true,
  }
}

/** The official reader throws when one push may last longer than the time between two. */
function readTimes(variables: Variables, { metrics = {} }: ObservabilityOptions) {
  const exportIntervalMillis = variables.read({
    kind: milliseconds,
    option: ['metrics.exportInterval', metrics.exportInterval],
    variables: ['OTEL_METRIC_EXPORT_INTERVAL'],
    fallback: 60_000,
  })
  const longest = Math.min(30_000, exportIntervalMillis)
  const asked = variables.read({
    kind: milliseconds,
    option: ['metrics.exportTimeout', metrics.exportTimeout],
    variables: ['OTEL_METRIC_EXPORT_TIMEOUT'],
    fallback: longest,
  })
  if (asked > exportIntervalMillis) {
    const source =
      metrics.exportTimeout === undefined ? 'OTEL_METRIC_EXPORT_TIMEOUT' : 'The option metrics.exportTimeout'
    variables.warn(
      `${source} is ${asked}, longer than the ${exportIntervalMillis} ms between two exports: ${exportIntervalMillis} is used instead.`,
    )
  }
  return { exportIntervalMillis, exportTimeoutMillis: Math.min(asked, exportIntervalMillis) }
}
