import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'

const root = new protobuf.Root()
root.resolvePath = (_origin, target) => fileURLToPath(new URL(`./proto/${target}`, import.meta.url))
root.loadSync([
  'opentelemetry/proto/collector/metrics/v1/metrics_service.proto',
  'opentelemetry/proto/collector/trace/v1/trace_service.proto',
])

const metricsRequest = root.lookupType('opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest')
const traceRequest = root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest')

export interface KeyValue {
  key: string
  value?: Record<string, unknown>
}

export interface DecodedExemplar {
  timeUnixNano: string
  asDouble?: number
  asInt?: string
  traceId?: string
  spanId?: string
  filteredAttributes?: KeyValue[]
}

export interface DecodedPoint {
  attributes?: KeyValue[]
  startTimeUnixNano: string
  timeUnixNano: string
  asDouble?: number
  asInt?: string
  count?: string
  sum?: number
  min?: number
  max?: number
  bucketCounts?: string[]
  explicitBounds?: number[]
  exemplars?: DecodedExemplar[]
}

export interface DecodedMetric {
  name: string
  description?: string
  unit?: string
  gauge?: { dataPoints?: DecodedPoint[] }
  sum?: { dataPoints?: DecodedPoint[]; aggregationTemporality: number; isMonotonic?: boolean }
  histogram?: { dataPoints?: DecodedPoint[]; aggregationTemporality: number }
  exponentialHistogram?: { dataPoints?: DecodedPoint[]; aggregationTemporality: number }
}

export interface DecodedScope {
  scope?: { name?: string; version?: string }
  schemaUrl?: string
  metrics?: DecodedMetric[]
}

export interface DecodedMetrics {
  resourceMetrics: {
    resource?: { attributes?: KeyValue[] }
    schemaUrl?: string
    scopeMetrics?: DecodedScope[]
  }[]
}

export interface DecodedSpan {
  name: string
  traceId: string
  spanId: string
  attributes?: KeyValue[]
}

export interface DecodedTraces {
  resourceSpans: { resource?: { attributes?: KeyValue[] }; scopeSpans?: { spans?: DecodedSpan[] }[] }[]
}

const plain = { longs: String, enums: Number, bytes: String, json: false } as const

/** Protobuf as plain objects: 64-bit integers as digits, bytes as base64. */
export function decodeMetrics(bytes: Uint8Array): DecodedMetrics {
  return metricsRequest.toObject(metricsRequest.decode(bytes), plain) as DecodedMetrics
}

export function decodeTraces(bytes: Uint8Array): DecodedTraces {
  return traceRequest.toObject(traceRequest.decode(bytes), plain) as DecodedTraces
}

/** OTLP's JSON read through the same definitions; ids are hexadecimal there, base64 afterwards. */
export function decodeMetricsJson(bytes: Uint8Array): DecodedMetrics {
  return metricsRequest.toObject(metricsRequest.fromObject(parse(bytes)), plain) as DecodedMetrics
}

export function decodeTracesJson(bytes: Uint8Array): DecodedTraces {
  return traceRequest.toObject(traceRequest.fromObject(parse(bytes)), plain) as DecodedTraces
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  return JSON.parse(Buffer.from(bytes).toString('utf8'), (key, value) =>
    (key === 'traceId' || key === 'spanId' || key === 'parentSpanId') && typeof value === 'string'
      ? Buffer.from(value, 'hex').toString('base64')
      : value,
  )
}

/** All points of all metrics of this name. */
export function pointsNamed(requests: readonly DecodedMetrics[], name: string): DecodedPoint[] {
  return metricsOf(requests)
    .filter((metric) => metric.name === name)
    .flatMap(
      (metric) =>
        (metric.gauge ?? metric.sum ?? metric.histogram ?? metric.exponentialHistogram)?.dataPoints ?? [],
    )
}

function metricsOf(requests: readonly DecodedMetrics[]): DecodedMetric[] {
  return requests.flatMap((request) =>
    request.resourceMetrics.flatMap((resource) =>
      (resource.scopeMetrics ?? []).flatMap((scope) => scope.metrics ?? []),
    ),
  )
}
