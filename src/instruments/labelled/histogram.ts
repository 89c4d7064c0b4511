import type { Context } from '@opentelemetry/api'
import type { HistogramMetric } from './histogram-metric.ts'
import type { LabelView } from './label-view.ts'
import type { HistogramSeries } from './series.ts'
import type { LabelledHistogram, Labels } from './types.ts'

/** A histogram as one declaration sees it. */
export class HistogramView implements LabelledHistogram<Labels> {
  readonly #metric: HistogramMetric
  readonly #labels: LabelView<HistogramSeries>

  constructor(metric: HistogramMetric, labels: LabelView<HistogramSeries>) {
    this.#metric = metric
    this.#labels = labels
  }

  get enabled(): boolean {
    return !this.#metric.isOff
  }

  record(value: number, labels: Labels, context?: Context): void {
    const metric = this.#metric
    if (metric.instrument === undefined && !metric.wake()) return
    this.#labels.series(labels).record(value, context)
  }

  bind(labels: Labels): HistogramSeries {
    return this.#labels.series(labels)
  }

  remove(labels: Labels): boolean {
    const values = this.#labels.values(labels)
    this.#labels.forget(labels)
    return this.#metric.remove(values)
  }

  with(labels: Partial<Labels>): HistogramView {
    return new HistogramView(this.#metric, this.#labels.with(labels))
  }
}
