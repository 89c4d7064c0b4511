import {
  ConsoleMetricExporter,
  MetricReader,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics'
import type { InstrumentReader } from '../../instruments/index.ts'
import type { OtlpMetricExporter } from '../../otlp/index.ts'
import type { Collectable } from '../../points/index.ts'

/** A reader that can be asked to collect. */
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
  return untouched<PullReader>(new CollectOnDemandReader())
}

export function createPushReader(exporter: OtlpMetricExporter, times: PushTimes): PullReader {
  const official = untouched<PushMetricExporter>(exporter)
  return untouched<PullReader>(new PeriodicExportingMetricReader({ exporter: official, ...times }))
}

export function createConsoleReader(times: PushTimes): InstrumentReader {
  const exporter = new ConsoleMetricExporter()
  return untouched<InstrumentReader>(new PeriodicExportingMetricReader({ exporter, ...times }))
}

/**
 * The lines of the SDK differ in what values they let attributes have, in types only: readers pass points through as
 * they are, from our instruments to our exporters. The contract tests run on both lines.
 */
function untouched<As>(part: MetricReader | OtlpMetricExporter): As {
  return part as unknown as As
}
