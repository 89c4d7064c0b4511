import {
  type BindableMeter,
  BoundMeterProvider,
  type BoundMeterProviderOptions,
  type InstrumentReader,
  type MetricProducer,
} from '../../src/instruments/index.ts'
import type { AnyPoint, CollectionResult, MetricData } from '../../src/points/index.ts'

/** A reader of the least shape that the provider asks for. */
export class PlainReader implements InstrumentReader {
  readonly #temporality: number
  #producer: MetricProducer | undefined

  constructor(temporality: 'cumulative' | 'delta' = 'cumulative') {
    this.#temporality = temporality === 'delta' ? 0 : 1
  }

  setMetricProducer(producer: MetricProducer): void {
    this.#producer = producer
  }

  selectAggregationTemporality(): number {
    return this.#temporality
  }

  async collect(options?: { timeoutMillis?: number }): Promise<CollectionResult> {
    if (this.#producer === undefined) throw new Error('The reader belongs to no provider yet.')
    return this.#producer.collect(options)
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}

  async metrics(): Promise<readonly MetricData[]> {
    const { resourceMetrics } = await this.collect()
    return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
  }

  /** The points of the metric of this name; none where there is no such metric. */
  async points(name: string): Promise<readonly AnyPoint[]> {
    const metric = (await this.metrics()).find(({ descriptor }) => descriptor.name === name)
    return metric?.dataPoints ?? []
  }

  /** Attributes and value of each point. */
  async values(name: string): Promise<unknown[]> {
    return (await this.points(name)).map(({ attributes, value }) => [attributes, value])
  }
}

/** A provider with one cumulative reader, unless others are given. */
export function start(
  options: Omit<BoundMeterProviderOptions, 'readers'> & { readers?: PlainReader[] } = {},
): {
  provider: BoundMeterProvider
  meter: BindableMeter
  reader: PlainReader
} {
  const readers = options.readers ?? [new PlainReader()]
  const provider = new BoundMeterProvider({ ...options, readers })
  const [reader = new PlainReader()] = readers
  return { provider, meter: provider.getMeter('test'), reader }
}
