import type {
  HistogramAggregation,
  OtlpOptions,
  OtlpTlsFiles,
  TemporalityPreference,
} from '../../otlp/index.ts'
import type { OtlpSetupOptions } from '../options.ts'
import { httpUrl, milliseconds, oneOf, secretKeyValues, text } from './kinds.ts'
import type { Variables } from './variables.ts'

type Signal = 'METRICS' | 'TRACES'

const protocol = oneOf(
  ['http/protobuf', 'http/json'],
  ' (gRPC is not included; a Collector takes OTLP over HTTP on port 4318 by default)',
)

/** Whether an address for this signal was given at all: without one, nothing is sent unless it is asked for by name. */
export function hasOtlpEndpoint(variables: Variables, options: OtlpSetupOptions, signal: Signal): boolean {
  const names = [`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`, 'OTEL_EXPORTER_OTLP_ENDPOINT']
  return options.endpoint !== undefined || names.some((name) => variables.text(name) !== undefined)
}

/** How one signal is sent. Follows "OpenTelemetry Protocol Exporter" of the specification. */
export function readOtlp(variables: Variables, options: OtlpSetupOptions, signal: Signal): OtlpOptions {
  const names = (setting: string) => [
    `OTEL_EXPORTER_OTLP_${signal}_${setting}`,
    `OTEL_EXPORTER_OTLP_${setting}`,
  ]
  const tls = readTls(variables, names)
  return {
    url: readUrl(variables, options, signal),
    headers: readHeaders(variables, options, names('HEADERS')),
    protocol: variables.read({
      kind: protocol,
      option: ['otlp.protocol', options.protocol],
      variables: names('PROTOCOL'),
      fallback: 'http/protobuf',
    }),
    compression: variables.read({
      kind: oneOf(['gzip', 'none']),
      option: ['otlp.compression', options.compression],
      variables: names('COMPRESSION'),
      fallback: 'none',
    }),
    timeoutMillis: variables.read({
      kind: milliseconds,
      option: ['otlp.timeout', options.timeout],
      variables: names('TIMEOUT'),
      fallback: 10_000,
    }),
    ...(tls !== undefined && { tls }),
  }
}

export function readTemporality(variables: Variables, options: OtlpSetupOptions): TemporalityPreference {
  return variables.read({
    kind: oneOf(['cumulative', 'delta', 'lowmemory']),
    option: ['otlp.temporality', options.temporality],
    variables: ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
    fallback: 'cumulative',
  })
}

export function readHistogramAggregation(
  variables: Variables,
  options: OtlpSetupOptions,
): HistogramAggregation {
  return variables.read({
    kind: oneOf(['explicit_bucket_histogram', 'base2_exponential_bucket_histogram']),
    option: ['otlp.histogramAggregation', options.histogramAggregation],
    variables: ['OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'],
    fallback: 'explicit_bucket_histogram',
  })
}

/** A signal's own variable is taken as it is; the common one, and the option, get the signal's path. */
function readUrl(variables: Variables, { endpoint }: OtlpSetupOptions, signal: Signal): string {
  const path = `v1/${signal.toLowerCase()}`
  const own = `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`
  const given = variables.read({
    kind: httpUrl,
    option: ['otlp.endpoint', endpoint],
    variables: [own, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    fallback: 'http://localhost:4318',
  })
  return given !== endpoint && given === variables.text(own) ? given : withPath(given, path)
}

function withPath(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path}`
}

/** Headers of both variables and the options, the more specific winning for one name. */
function readHeaders(
  variables: Variables,
  options: OtlpSetupOptions,
  [own, common]: readonly string[],
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  for (const name of [common, own]) {
    if (name === undefined) continue
    Object.assign(
      headers,
      variables.read({ kind: secretKeyValues, variables: [name], fallback: {}, fallbackText: 'nothing' }),
    )
  }
  for (const [name, value] of Object.entries<unknown>(options.headers ?? {})) {
    if (typeof value === 'string') headers[name] = value
    else variables.warn(`The option otlp.headers has no text for ${JSON.stringify(name)}: it is not sent.`)
  }
  return headers
}

function readTls(variables: Variables, names: (setting: string) => string[]): OtlpTlsFiles | undefined {
  const file = (setting: string) =>
    variables.read({ kind: text, variables: names(setting), fallback: undefined })
  const certificate = file('CERTIFICATE')
  const clientCertificate = file('CLIENT_CERTIFICATE')
  const clientKey = file('CLIENT_KEY')
  if ((certificate ?? clientCertificate ?? clientKey) === undefined) return undefined
  return { certificate, clientCertificate, clientKey }
}
