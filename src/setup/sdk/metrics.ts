import {
  ConsoleMetricExporter,
  MetricReader,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import type { InstrumentReader } from '../../instruments/index.ts'
import type { OtlpMetricExporter } from '../../otlp/index.ts'
import type { Collectable } from '../../points/index.ts'

/** A reader that collects when it is asked to. */
export type PullReader = InstrumentReader & Collectable

/** Milliseconds between two pushes, and for one of them. */
export interface PushTimes {
  readonly exportIntervalMillis: number
  readonly exportTimeoutMillis: number
}

/**
 * The least an official `MetricReader` can be: cumulative, and nothing of its own to flush or to end. The official
 * `PrometheusExporter` without its server is this plus a server object and a serializer that are never used.
 */
class CollectOnDemandReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export function createPullReader(): PullReader {
  return new CollectOnDemandReader()
}

export function createPushReader(exporter: OtlpMetricExporter, times: PushTimes): InstrumentReader {
  return new PeriodicExportingMetricReader({ exporter, ...times })
}

export function createConsoleReader(times: PushTimes): InstrumentReader {
  return new PeriodicExportingMetricReader({ exporter: new ConsoleMetricExporter(), ...times })
}
