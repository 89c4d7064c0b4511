import { type Attributes, type Context, type Counter, type Meter, ROOT_CONTEXT } from '@opentelemetry/api'
import { swallow } from '../../guard/index.ts'
import type { BoundCounter } from '../bound.ts'
import { CounterSeries, type SeriesState } from './series.ts'
import { SynchronousMetric } from './synchronous-metric.ts'
import { isRecordable } from './value-check.ts'

/** The counter or up-down counter behind one name. */
export class CounterMetric extends SynchronousMetric<Counter, BoundCounter, CounterSeries> {
  protected override createInstrument(meter: Meter): Counter {
    const { name, description, unit, type } = this.declaration
    const options = { description, unit }
    return type === 'upDownCounter'
      ? meter.createUpDownCounter(name, options)
      : meter.createCounter(name, options)
  }

  protected override createSeries(attributes: Attributes, state: SeriesState): CounterSeries {
    return new CounterSeries(this, attributes, state)
  }

  protected override connect(instrument: Counter, attributes: Attributes): BoundCounter {
    try {
      if (isBindable(instrument)) return instrument.bind(attributes)
    } catch (error) {
      swallow('instrument', error)
    }
    return this.passThrough(attributes)
  }

  protected override passThrough(attributes: Attributes): BoundCounter {
    return new PassThroughCounter(this, attributes)
  }

  protected override recordZero(target: BoundCounter): void {
    // Not the active context: creating a series is no measurement, and must leave no exemplar.
    target.add(0, ROOT_CONTEXT)
  }
}

class PassThroughCounter implements BoundCounter {
  readonly #metric: CounterMetric
  readonly #attributes: Attributes

  constructor(metric: CounterMetric, attributes: Attributes) {
    this.#metric = metric
    this.#attributes = attributes
  }

  add(value: number, context?: Context): void {
    const metric = this.#metric
    if (metric.instrument === undefined && !metric.wake()) return
    if (!isRecordable(value, metric.declaration.name, metric.declaration.type === 'upDownCounter')) return
    try {
      metric.instrument?.add(value, this.#attributes, context)
    } catch (error) {
      swallow('instrument', error)
    }
  }
}

function isBindable(
  instrument: Counter,
): instrument is Counter & { bind(attributes: Attributes): BoundCounter } {
  return 'bind' in instrument && typeof instrument.bind === 'function'
}
