import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import {
  OtlpMetricExporter,
  type OtlpMetricExporterOptions,
  type OtlpOptions,
  OtlpSpanExporter,
} from '../../src/otlp/index.ts'
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type Point,
  type ResourceMetrics,
} from '../../src/points/index.ts'

const usual: OtlpOptions = {
  url: '',
  headers: {},
  protocol: 'http/protobuf',
  compression: 'none',
  timeoutMillis: 5000,
}

/** Sends so many spans as one batch, through the official processor, and waits for what becomes of them. */
export async function exportSpans(options: Partial<OtlpOptions>, count: number): Promise<void> {
  const exporter = new OtlpSpanExporter({ ...usual, ...options, url: `${options.url}/traces` })
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] })
  const tracer = provider.getTracer('test')
  for (let made = 0; made < count; made++) tracer.startSpan('work').end()
  await provider.forceFlush().catch(() => {})
  exporter.close()
}

/** Sends so many points of a cumulative sum as one push, and waits for what becomes of them. */
export async function pushPoints(options: Partial<OtlpMetricExporterOptions>, count: number): Promise<void> {
  const exporter = new OtlpMetricExporter({
    ...usual,
    temporality: 'cumulative',
    pushTimeoutMillis: 10_000,
    ...options,
    url: `${options.url}/metrics`,
  })
  await new Promise((resolve) => exporter.export(sum(count), resolve))
  exporter.close()
}

function sum(count: number): ResourceMetrics {
  const dataPoints = Array.from({ length: count }, (_, n): Point<number> => {
    return { startTime: [1, 0], endTime: [2, 0], attributes: { n }, value: n }
  })
  const metric: MetricData = {
    descriptor: { name: 'events_total', description: 'Events', unit: '', valueType: 1 },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints,
  }
  return { resource: { attributes: {} }, scopeMetrics: [{ scope: { name: 'test' }, metrics: [metric] }] }
}
