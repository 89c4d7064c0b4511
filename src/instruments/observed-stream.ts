import type { Attributes as ApiAttributes } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import { AggregationTemporality, type AnyPoint, type MetricData } from '../points/index.ts'
import { type Budget, countValues } from './budget.ts'
import { cleanAttributes } from './clean-attributes.ts'
import { nowMillis, toHrTime } from './clock.ts'
import { isMonotonic } from './instrument.ts'
import { createMetric } from './metric.ts'
import { type Observation, Observations } from './observations.ts'
import { ObservedMemory } from './observed-memory.ts'
import type { ReaderState } from './reader.ts'
import { type MetricStream, metricDescriptor, type StreamConfig } from './stream.ts'

/** The metric of an asynchronous instrument: what its callbacks observe for the collection that called them. */
export class ObservedStream implements MetricStream {
  readonly config: StreamConfig
  readonly #budget: Budget
  readonly #begun = nowMillis()
  /** What was observed last, while the budget is told of it. */
  #counted: readonly Observation[] = []
  description: string
  series = 0
  overflowed = 0

  constructor(config: StreamConfig, budget: Budget) {
    this.config = config
    this.#budget = budget
    this.description = config.descriptor.description
  }

  /** The stream's part of one collection, out of what was observed for the instrument. */
  apply(observed: readonly Observation[]): Observations {
    const { limit, processors, aggregation, descriptor } = this.config
    // Only then can different attributes end up as one series.
    const joins = processors.length > 0 || observed.length > limit
    const own = new Observations({ limit, join: joins && aggregation.kind === 'sum' ? 'sum' : 'last' })
    for (const { clean, value } of joins ? latestOf(observed) : observed) {
      let attributes = clean
      if (processors.length > 0) {
        try {
          let processed: ApiAttributes = clean.attributes
          for (const processor of processors) processed = processor.process(processed)
          attributes = cleanAttributes(processed, descriptor.name)
        } catch (error) {
          swallow('attributes processor', error)
          attributes = cleanAttributes(undefined, descriptor.name)
        }
      }
      own.observe(attributes, value)
    }
    this.overflowed += own.overflowed
    this.#count(own.all)
    return own
  }

  /** Series of an observed instrument come and go with each collection. */
  #count(observed: readonly Observation[]): void {
    const change = observed.length - this.series
    this.series = observed.length
    if (change === 0) return
    this.#counted = observed
    this.#budget.changed(change)
    this.#counted = []
  }

  labelValues(): Map<string, number> {
    return countValues(this.#counted.map(({ clean }) => clean))
  }

  /** The metric that a reader is due, `undefined` when nothing was observed. */
  collect(observations: Observations, reader: ReaderState, at: number): MetricData | undefined {
    const { descriptor, aggregation, limit } = this.config
    const { all } = observations
    if (all.length === 0) return undefined
    const monotonic = isMonotonic(descriptor.type)
    const aggregationTemporality = reader.temporality(descriptor.type)
    const memory =
      aggregationTemporality === AggregationTemporality.DELTA
        ? reader.observed(this, () => new ObservedMemory(limit + 1))
        : undefined
    const delta = aggregation.kind === 'sum' ? memory : undefined
    return createMetric({
      descriptor: metricDescriptor(this),
      kind: aggregation.kind,
      monotonic,
      aggregationTemporality,
      lazy: reader.lazy,
      points: () => (delta === undefined ? this.#values(all, at) : this.#changes(all, delta, at, monotonic)),
    })
  }

  *#values(all: readonly Observation[], at: number): Generator<AnyPoint> {
    const startTime = toHrTime(this.#begun)
    const endTime = toHrTime(at)
    for (const { clean, value } of all) yield { startTime, endTime, attributes: clean.attributes, value }
  }

  *#changes(
    all: readonly Observation[],
    memory: ObservedMemory,
    at: number,
    monotonic: boolean,
  ): Generator<AnyPoint> {
    const endTime = toHrTime(at)
    for (const { clean, value } of all) {
      const before = memory.replace(clean, value, at)
      // A later collection was read before this one, and had all of it.
      if (before !== undefined && before.at > at) continue
      // What counts up and is suddenly less has begun anew.
      const base = before === undefined || (monotonic && value < before.value) ? 0 : before.value
      const startTime = toHrTime(before?.at ?? this.#begun)
      yield { startTime, endTime, attributes: clean.attributes, value: value - base }
    }
  }
}

/** Of two observations of the same attributes the last counts. */
function latestOf(observed: readonly Observation[]): readonly Observation[] {
  const latest = new Observations({ limit: Number.POSITIVE_INFINITY, join: 'last' })
  for (const { clean, value } of observed) latest.observe(clean, value)
  return latest.all
}
