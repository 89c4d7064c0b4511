import { BoundMeterProvider, type InstrumentReader } from '../instruments/index.ts'
import type { OtlpMetricExporter } from '../otlp/index.ts'
import { type Attributes, collectLazily } from '../points/index.ts'
import type { MetricsConfiguration } from './configuration/metrics.ts'
import type { ObservabilityOptions } from './options.ts'
import type { Pipeline } from './pipeline.ts'
import { createSelfMetrics } from './self-metrics.ts'

/** The SDK's and our parts that metrics are made of, loaded when they are wanted. */
export interface MetricsModules {
  readonly sdk: typeof import('./sdk/metrics.ts')
  readonly otlp: typeof import('../otlp/index.ts') | undefined
}

export interface MetricsPipeline extends Pipeline {
  readonly provider: BoundMeterProvider
  /** Whether metrics are pushed by OTLP. */
  readonly pushes: boolean
}

/** Instruments, and a reader for each way out. */
export function createMetricsPipeline(
  { sdk, otlp }: MetricsModules,
  configuration: MetricsConfiguration,
  options: ObservabilityOptions,
  resource: Attributes,
  pullReaders: readonly InstrumentReader[],
): MetricsPipeline {
  const { exporters, exemplarFilter } = configuration
  const readers: InstrumentReader[] = [...pullReaders]
  let exporter: OtlpMetricExporter | undefined
  if (otlp !== undefined && exporters.includes('otlp')) {
    exporter = new otlp.OtlpMetricExporter(configuration.otlp)
    const pushReader = sdk.createPushReader(exporter, times(configuration))
    collectLazily(pushReader)
    readers.push(pushReader)
  }
  if (exporters.includes('console')) readers.push(sdk.createConsoleReader(times(configuration)))
  const cardinalityLimit = options.metrics?.cardinalityLimit
  const provider = new BoundMeterProvider({
    resource: { attributes: resource },
    views: options.views ?? [],
    // Foreign ones first: one that cannot be used throws before ours have started their timers.
    readers: [...(options.readers ?? []), ...readers],
    exemplarFilter,
    ...(cardinalityLimit !== undefined && { cardinalityLimit }),
  })
  createSelfMetrics(provider)
  return {
    provider,
    pushes: exporter !== undefined,
    forceFlush: () => provider.forceFlush(),
    shutdown: () => provider.shutdown(),
    hurry: (millis) => exporter?.hurry(millis),
    close: () => exporter?.close(),
  }
}

function times({ exportIntervalMillis, exportTimeoutMillis }: MetricsConfiguration) {
  return { exportIntervalMillis, exportTimeoutMillis }
}
