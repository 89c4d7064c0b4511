import {
  type MeterProvider as ApiMeterProvider,
  context,
  propagation,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import { MetricReader } from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'
import { BoundMeterProvider } from '../../src/instruments/index.ts'

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** What a metric says: its number, or the count and sum of its histogram, by its labels in alphabetical order. */
export type Readings = Readonly<Record<string, number | { readonly count: number; readonly sum: number }>>

/** Our instruments and the official tracer, with all that was recorded at hand. The tracer is global until `close`. */
export interface Recorder {
  readonly meterProvider: ApiMeterProvider
  readonly tracerProvider: TracerProvider
  /** The series of one metric, as `method=GET,path=/` → value; `''` is the series without labels. */
  readings(metric: string): Promise<Readings>
  spans(): ReadableSpan[]
  close(): Promise<void>
}

export function createRecorder(): Recorder {
  const reader = new ManualReader()
  const meterProvider = new BoundMeterProvider({ readers: [reader] })
  const exporter = new InMemorySpanExporter()
  const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  tracerProvider.register()
  return {
    meterProvider,
    tracerProvider,
    async readings(metric) {
      const { resourceMetrics } = await reader.collect()
      const found = resourceMetrics.scopeMetrics
        .flatMap(({ metrics }) => metrics)
        .filter(({ descriptor }) => descriptor.name === metric)
      return Object.fromEntries(
        found.flatMap(({ dataPoints }) =>
          dataPoints.map(({ attributes, value }) => [labelsOf(attributes), readingOf(value)]),
        ),
      )
    },
    spans: () => exporter.getFinishedSpans(),
    async close() {
      await tracerProvider.shutdown()
      await meterProvider.shutdown()
      trace.disable()
      context.disable()
      propagation.disable()
    },
  }
}

function labelsOf(attributes: object): string {
  return Object.entries(attributes)
    .map(([key, value]) => `${key}=${String(value)}`)
    .sort()
    .join(',')
}

function readingOf(value: unknown): number | { count: number; sum: number } {
  if (typeof value === 'number') return value
  const { count, sum } = value as { count: number; sum: number } // What is no number here is a histogram.
  return { count, sum }
}
