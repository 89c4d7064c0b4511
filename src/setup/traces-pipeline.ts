import type { TracerProvider } from '@opentelemetry/api'
import type { OtlpSpanExporter } from '../otlp/index.ts'
import type { Attributes } from '../points/index.ts'
import type { TracesConfiguration } from './configuration/traces.ts'
import type { ObservabilityOptions, SpanProcessor } from './options.ts'
import type { Pipeline } from './pipeline.ts'

/** The SDK's and our parts that traces are made of, loaded when they are wanted. */
export interface TracesModules {
  readonly sdk: typeof import('./sdk/traces.ts')
  readonly otlp: typeof import('../otlp/index.ts') | undefined
}

export interface TracesPipeline extends Pipeline {
  readonly provider: TracerProvider
  /** How many spans wait to be sent; `undefined` where none are. */
  readonly queuedSpans: (() => number) | undefined
}

/** Whether spans go anywhere; where they do not, none are made. */
export function wantsTraces({ exporters }: TracesConfiguration, options: ObservabilityOptions): boolean {
  return exporters.length > 0 || (options.spanProcessors ?? []).length > 0
}

/** A tracer provider, and a span processor for each way out. */
export function createTracesPipeline(
  { sdk, otlp }: TracesModules,
  configuration: TracesConfiguration,
  options: ObservabilityOptions,
  resource: Attributes,
): TracesPipeline {
  const { exporters, batch, limits } = configuration
  const spanProcessors: SpanProcessor[] = []
  let exporter: OtlpSpanExporter | undefined
  let queuedSpans: (() => number) | undefined
  if (otlp !== undefined && exporters.includes('otlp')) {
    exporter = new otlp.OtlpSpanExporter(configuration.otlp)
    const { processor, queued } = sdk.createBatchProcessor(exporter, batch)
    spanProcessors.push(processor)
    queuedSpans = queued
  }
  if (exporters.includes('console')) spanProcessors.push(sdk.createConsoleProcessor())
  const provider = sdk.createTracing({
    resource,
    sampler: options.sampler ?? configuration.sampler,
    limits,
    spanProcessors: [...spanProcessors, ...(options.spanProcessors ?? [])],
  })
  return {
    provider,
    queuedSpans,
    // The batch processor waits neither for a batch that was under way already, nor for the others once one has failed.
    forceFlush: () => provider.forceFlush().finally(() => exporter?.forceFlush()),
    shutdown: () => provider.shutdown().finally(() => exporter?.forceFlush()),
    hurry: (millis) => exporter?.hurry(millis),
    close: () => exporter?.close(),
  }
}
