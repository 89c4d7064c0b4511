import type { Context } from '@opentelemetry/api'
import type { CounterMetric } from './counter-metric.ts'
import type { LabelView } from './label-view.ts'
import type { CounterSeries } from './series.ts'
import type { LabelledCounter, Labels } from './types.ts'

/** A counter or up-down counter as one declaration sees it. */
export class CounterView implements LabelledCounter<Labels> {
  readonly #metric: CounterMetric
  readonly #labels: LabelView<CounterSeries>

  constructor(metric: CounterMetric, labels: LabelView<CounterSeries>) {
    this.#metric = metric
    this.#labels = labels
  }

  get enabled(): boolean {
    return !this.#metric.isOff
  }

  add(value: number, labels: Labels, context?: Context): void {
    const metric = this.#metric
    if (metric.instrument === undefined && !metric.wake()) return
    this.#labels.series(labels).add(value, context)
  }

  bind(labels: Labels): CounterSeries {
    return this.#labels.series(labels)
  }

  zero(labels: Labels): void {
    this.#metric.zero(this.#labels.series(labels))
  }

  remove(labels: Labels): boolean {
    const values = this.#labels.values(labels)
    this.#labels.forget(labels)
    return this.#metric.remove(values)
  }

  with(labels: Partial<Labels>): CounterView {
    return new CounterView(this.#metric, this.#labels.with(labels))
  }
}

/**
 * Which attachment a bound counter records to. A decrement after the attachment has changed belongs to nothing that
 * was incremented: compare before undoing.
 */
export function epochOf(counter: object): number {
  return 'epoch' in counter && typeof counter.epoch === 'number' ? counter.epoch : 0
}
