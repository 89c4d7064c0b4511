import { droppedPoints, droppedSpans, failedExports, type Signal } from '../guard/index.ts'
import type { MetricsPipeline } from './metrics-pipeline.ts'
import { type Figures, observing } from './self-metrics.ts'

/**
 * What spanmeter tells of what it sends by OTLP, under the scope `spanmeter`: requests that failed, spans and points
 * that never arrived, spans that wait. Only of the signals that are sent; read at collection.
 *
 * @param queuedSpans how many spans wait; `undefined` where traces are not sent
 */
export function createExportMetrics(
  { provider, pushes }: Pick<MetricsPipeline, 'provider' | 'pushes'>,
  queuedSpans: (() => number) | undefined,
): void {
  const meter = provider.getMeter('spanmeter')
  const count = (name: string, description: string, figures: () => Figures) =>
    meter.createObservableCounter(name, { description }).addCallback(observing(figures))
  const signals: Signal[] = [
    ...(queuedSpans ? ['traces' as const] : []),
    ...(pushes ? ['metrics' as const] : []),
  ]
  if (signals.length > 0) {
    count('spanmeter_failed_exports_total', 'OTLP requests that failed for good', () =>
      signals.flatMap((signal) => [...byReason(failedExports(signal), { signal })]),
    )
  }
  if (pushes) {
    count('spanmeter_dropped_points_total', 'Metric points that did not arrive by OTLP', () =>
      byReason(droppedPoints()),
    )
  }
  if (queuedSpans === undefined) return
  count('spanmeter_dropped_spans_total', 'Spans that did not arrive by OTLP', () => byReason(droppedSpans()))
  meter
    .createObservableGauge('spanmeter_queued_spans', { description: 'Spans that wait to be sent by OTLP' })
    .addCallback((result) => result.observe(queuedSpans()))
}

function byReason(counts: Readonly<Record<string, number>>, labels: Record<string, string> = {}): Figures {
  return Object.entries(counts).map(([reason, value]) => [{ ...labels, reason }, value])
}
