import {
  JsonTraceSerializer,
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer'
import { dropSpans } from '../guard/index.ts'
import { type ExportResult, report, type SendResult } from './export-result.ts'
import type { OtlpOptions } from './options.ts'
import { Sender } from './sender.ts'

type OfficialSpans = Parameters<(typeof ProtobufTraceSerializer)['serializeRequest']>[0]

/**
 * A `SpanExporter` for the official `BatchSpanProcessor`: the official protobuf or JSON serializer over the official
 * HTTP transport, with an end that can be bounded. `forceFlush` waits for what is under way. Spans that do not arrive are
 * counted in `spanmeter_dropped_spans_total`.
 *
 * @example
 * const exporter = new OtlpSpanExporter({
 *   url: 'http://127.0.0.1:4318/v1/traces', headers: {}, protocol: 'http/protobuf', compression: 'none',
 *   timeoutMillis: 10_000,
 * })
 */
export class OtlpSpanExporter {
  readonly #sender: Sender<OfficialSpans>
  readonly #pending = new Set<Promise<SendResult>>()

  constructor(options: OtlpOptions) {
    this.#sender = new Sender<OfficialSpans>({
      otlp: options,
      serializer: options.protocol === 'http/json' ? JsonTraceSerializer : ProtobufTraceSerializer,
      counter: TraceExporterMetricsHelper,
      rejected: (count) => dropSpans('rejected', count),
    })
  }

  /** Sends ended spans (the SDK's `ReadableSpan`); `done` is told whether they arrived. */
  export(spans: readonly object[], done: (result: ExportResult) => void): void {
    // Public types name no SDK, so that an application may use its own; what a span processor hands over are its spans.
    const sending = this.#sender.send(spans as OfficialSpans)
    this.#pending.add(sending)
    void sending.then((error) => {
      this.#pending.delete(sending)
      if (error !== undefined) dropSpans(error.reason, spans.length)
      report(error, done)
    })
  }

  /** Waits for what is under way. */
  async forceFlush(): Promise<void> {
    await Promise.all(this.#pending)
  }

  /** Waits for what is under way, then closes. */
  async shutdown(): Promise<void> {
    await this.forceFlush()
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
}
