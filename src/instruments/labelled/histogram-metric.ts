import type { Attributes, Context, Histogram, Meter } from '@opentelemetry/api'
import { swallow } from '../../guard/index.ts'
import type { BoundRecorder } from '../bound.ts'
import { HistogramSeries, type SeriesState } from './series.ts'
import { SynchronousMetric } from './synchronous-metric.ts'
import { isRecordable } from './value-check.ts'

/** The histogram behind one name. */
export class HistogramMetric extends SynchronousMetric<Histogram, BoundRecorder, HistogramSeries> {
  protected override createInstrument(meter: Meter): Histogram {
    const { name, description, unit, buckets } = this.declaration
    const advice = buckets === undefined ? {} : { advice: { explicitBucketBoundaries: [...buckets] } }
    return meter.createHistogram(name, { description, unit, ...advice })
  }

  protected override createSeries(attributes: Attributes, state: SeriesState): HistogramSeries {
    return new HistogramSeries(this, attributes, state)
  }

  protected override connect(instrument: Histogram, attributes: Attributes): BoundRecorder {
    try {
      if (isBindable(instrument)) return instrument.bind(attributes)
    } catch (error) {
      swallow('instrument', error)
    }
    return this.passThrough(attributes)
  }

  protected override passThrough(attributes: Attributes): BoundRecorder {
    return new PassThroughHistogram(this, attributes)
  }

  protected override recordZero(): void {
    // A histogram has no zero: a recorded 0 would be a measurement.
  }
}

class PassThroughHistogram implements BoundRecorder {
  readonly #metric: HistogramMetric
  readonly #attributes: Attributes

  constructor(metric: HistogramMetric, attributes: Attributes) {
    this.#metric = metric
    this.#attributes = attributes
  }

  record(value: number, context?: Context): void {
    const metric = this.#metric
    if (metric.instrument === undefined && !metric.wake()) return
    if (!isRecordable(value, metric.declaration.name, false)) return
    try {
      metric.instrument?.record(value, this.#attributes, context)
    } catch (error) {
      swallow('instrument', error)
    }
  }
}

function isBindable(
  instrument: Histogram,
): instrument is Histogram & { bind(attributes: Attributes): BoundRecorder } {
  return 'bind' in instrument && typeof instrument.bind === 'function'
}
