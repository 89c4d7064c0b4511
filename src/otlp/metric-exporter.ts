import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer'
import { describe, dropPoints } from '../guard/index.ts'
import type { AggregationTemporality, ResourceMetrics } from '../points/index.ts'
import { type ExportResult, report } from './export-result.ts'
import {
  aggregationOf,
  type HistogramAggregation,
  type SelectedAggregation,
} from './histogram-aggregation.ts'
import { JsonEncoder } from './json/encoder.ts'
import type { OtlpOptions } from './options.ts'
import { ProtobufEncoder } from './protobuf/encoder.ts'
import { push } from './push.ts'
import { type MetricsRequest, requestLimits } from './requests.ts'
import { RetainedRequests } from './retained.ts'
import { Sender } from './sender.ts'
import { type TemporalityPreference, temporalityOf } from './temporality.ts'

/** How metrics are sent: where and how, with which temporality, and for how long. */
export interface OtlpMetricExporterOptions extends OtlpOptions {
  /** `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE` of the specification. */
  readonly temporality: TemporalityPreference
  /**
   * `OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION` of the specification: of histograms for which no view
   * names an aggregation. Default `explicit_bucket_histogram`.
   */
  readonly histogramAggregation?: HistogramAggregation
  /** Milliseconds that a whole push may take: the periodic reader's `exportTimeoutMillis`. */
  readonly pushTimeoutMillis: number
}

const retainedBytes = 16 * 1024 * 1024

/**
 * A `PushMetricExporter` for the official `PeriodicExportingMetricReader`: OTLP metrics with exemplars, as protobuf or
 * JSON, over the official HTTP transport.
 *
 * A push goes out in requests of at most 2,000 points and 4 MiB. Each is built from lazy points in slices of about two
 * milliseconds, so that 100,000 series never stand in memory together nor hold the event loop. What the official
 * exporter does with a failed push: the transport repeats it on 429, 502, 503, 504 and network errors until the
 * timeout, then all its delta points are lost, and the reader reports an error. Here only the requests that failed are
 * concerned, and those with delta points that got no answer are sent again with the next push (at most 16 MiB wait).
 * Points that do not arrive are counted in `spanmeter_dropped_points_total`; of cumulative ones the next push has the
 * totals.
 *
 * Follows the OTLP specification 1.x, "OTLP/HTTP".
 *
 * @example
 * const exporter = new OtlpMetricExporter({
 *   url: 'http://127.0.0.1:4318/v1/metrics', headers: {}, protocol: 'http/protobuf', compression: 'gzip',
 *   timeoutMillis: 10_000, pushTimeoutMillis: 30_000, temporality: 'cumulative',
 * })
 * const reader = new PeriodicExportingMetricReader({ exporter })
 */
export class OtlpMetricExporter {
  readonly #options: OtlpMetricExporterOptions
  readonly #sender: Sender<MetricsRequest>
  readonly #retained = new RetainedRequests(retainedBytes)
  #current: Promise<Error | undefined> = Promise.resolve(undefined)

  constructor(options: OtlpMetricExporterOptions) {
    this.#options = options
    const official = options.protocol === 'http/json' ? JsonMetricsSerializer : ProtobufMetricsSerializer
    this.#sender = new Sender<MetricsRequest>({
      otlp: options,
      serializer: {
        serializeRequest: (request) => request.bytes,
        deserializeResponse: (bytes) => official.deserializeResponse(bytes),
      },
      counter: { name: 'metric_data_point', countItems: (request) => request.points },
      rejected: (count) => dropPoints('rejected', count),
    })
  }

  /** Sends one collection; `done` is told whether all of it arrived. A push waits for the end of the one before. */
  export(resourceMetrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    this.#current = this.#current.then(() => this.#push(resourceMetrics))
    void this.#current.then((error) => report(error, done))
  }

  /** The temporality for one kind of instrument, as the preference has it. */
  selectAggregationTemporality(instrumentType: string): AggregationTemporality {
    return temporalityOf(this.#options.temporality, instrumentType)
  }

  /** The aggregation for one kind of instrument, where no view names one. */
  selectAggregation(instrumentType: string): SelectedAggregation {
    return aggregationOf(this.#options.histogramAggregation ?? 'explicit_bucket_histogram', instrumentType)
  }

  /** Waits for what is under way. */
  async forceFlush(): Promise<void> {
    await this.#current
  }

  /** Waits for what is under way, then closes. */
  async shutdown(): Promise<void> {
    await this.#current
    this.close()
  }

  /** Shutdown is near: nothing sent from now on takes longer than `millis`. */
  hurry(millis: number): void {
    this.#sender.hurry(millis)
  }

  /** Gives up what is under way, at once. */
  close(): void {
    this.#sender.close()
  }

  async #push(resourceMetrics: ResourceMetrics): Promise<Error | undefined> {
    try {
      return await push(resourceMetrics, {
        encoder: this.#options.protocol === 'http/json' ? new JsonEncoder() : new ProtobufEncoder(),
        retained: this.#retained,
        send: (request) => this.#sender.send(request),
        limits: requestLimits,
        timeoutMillis: this.#options.pushTimeoutMillis,
      })
    } catch (error) {
      return error instanceof Error ? error : new Error(describe(error))
    }
  }
}
