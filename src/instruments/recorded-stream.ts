import { AggregationTemporality, type AnyPoint, type MetricData } from '../points/index.ts'
import type { Budget } from './budget.ts'
import { toHrTime } from './clock.ts'
import type { DeltaMemory } from './delta-memory.ts'
import type { ExemplarFilter } from './exemplar-sampler.ts'
import { allowsNegative, isMonotonic } from './instrument.ts'
import { createMetric } from './metric.ts'
import type { ReaderState } from './reader.ts'
import type { Series } from './series.ts'
import { seriesKind } from './series-kind.ts'
import { SeriesStore } from './series-store.ts'
import { type MetricStream, metricDescriptor, type StreamConfig } from './stream.ts'

/** The metric of a synchronous instrument: one aggregate for all readers. */
export class RecordedStream implements MetricStream {
  readonly config: StreamConfig
  readonly store: SeriesStore
  description: string

  constructor(config: StreamConfig, options: { filter: ExemplarFilter; budget: Budget }) {
    const { descriptor, aggregation, limit } = config
    const { filter, budget } = options
    this.config = config
    this.description = descriptor.description
    this.store = new SeriesStore({
      instrument: descriptor.name,
      kind: seriesKind(aggregation, descriptor.type, filter !== 'always_off'),
      limit,
      filter,
      budget,
      idleMillis: descriptor.idleMillis,
      signed: allowsNegative(descriptor.type),
    })
  }

  get series(): number {
    return this.store.size
  }

  get overflowed(): number {
    return this.store.overflowed
  }

  labelValues(): Map<string, number> {
    return this.store.labelValues()
  }

  collect(reader: ReaderState, at: number): MetricData | undefined {
    const aggregationTemporality = reader.temporality(this.config.descriptor.type)
    const memory =
      aggregationTemporality === AggregationTemporality.DELTA
        ? reader.memory(this, () => this.store.newMemory())
        : undefined
    this.store.sweep(at)
    const points = (): Iterable<AnyPoint> =>
      memory === undefined ? this.#totals(at) : this.#changes(memory, at)
    if (!this.#hasPoint(memory)) return undefined
    const { descriptor, aggregation } = this.config
    return createMetric({
      descriptor: metricDescriptor(this),
      kind: aggregation.kind,
      monotonic: isMonotonic(descriptor.type),
      aggregationTemporality,
      lazy: reader.lazy,
      points,
    })
  }

  #hasPoint(memory: DeltaMemory | undefined): boolean {
    for (const series of this.store.live())
      if (memory === undefined || hasChanged(series, memory)) return true
    return false
  }

  *#totals(at: number): Generator<AnyPoint> {
    for (const series of this.store.live()) {
      const exemplars = this.store.exemplars(series, undefined)
      const value = series.total(this.store.foldedExtremes(series))
      yield point(series, series.start, at, value, exemplars)
    }
  }

  *#changes(memory: DeltaMemory, at: number): Generator<AnyPoint> {
    for (const series of this.store.live()) {
      if (!hasChanged(series, memory)) continue
      const start = memory.readAt(series) ?? series.start
      const snapshot = this.store.snapshot(series, memory)
      const exemplars = this.store.exemplars(series, snapshot)
      const value = series.advance(snapshot)
      memory.markRead(series, Math.max(at, start))
      yield point(series, start, at, value, exemplars)
    }
  }
}

function hasChanged(series: Series, memory: DeltaMemory): boolean {
  const seen = memory.peek(series)
  return series.measurements() > (seen === undefined ? 0 : series.measurementsAt(seen))
}

function point(
  series: Series,
  start: number,
  at: number,
  value: AnyPoint['value'],
  exemplars: AnyPoint['exemplars'],
): AnyPoint {
  const made = {
    startTime: toHrTime(start),
    // A series may have begun after the collection did.
    endTime: toHrTime(Math.max(at, start)),
    attributes: series.attributes,
    value,
    ...(exemplars === undefined || exemplars.length === 0 ? {} : { exemplars }),
  }
  // The series' own kind decides the value, which the compiler cannot see.
  return made as AnyPoint
}
