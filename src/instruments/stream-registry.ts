import { warn } from '../guard/index.ts'
import { type AggregationOption, resolveAggregation, sameAggregation } from './aggregation.ts'
import type { Budget } from './budget.ts'
import type { ExemplarFilter } from './exemplar-sampler.ts'
import type { Descriptor } from './instrument.ts'
import { ObservedStream } from './observed-stream.ts'
import { RecordedStream } from './recorded-stream.ts'
import type { StreamConfig } from './stream.ts'
import type { ScopeKey, View } from './view.ts'

/** What all meters of a provider share. */
export interface StreamFactory {
  readonly views: readonly View[]
  /** How many series with attributes of their own a stream may have that no view limits. */
  limit(type: Descriptor['type']): number
  /** The aggregation of a stream for which no view names one. */
  aggregation(type: Descriptor['type']): AggregationOption | undefined
  readonly exemplarFilter: ExemplarFilter
  /** For instruments that do not say themselves. */
  readonly idleMillis: number | undefined
  readonly budget: Budget
}

/** A stream of either kind of instrument. */
export type AnyStream = RecordedStream | ObservedStream

/** The metric streams of one meter. */
export class StreamRegistry {
  readonly streams: AnyStream[] = []
  readonly #byName = new Map<string, AnyStream[]>()
  readonly #scope: ScopeKey
  readonly #factory: StreamFactory
  readonly #warned = new Set<string>()

  constructor(scope: ScopeKey, factory: StreamFactory) {
    this.#scope = scope
    this.#factory = factory
  }

  /** The streams of a synchronous instrument: one for each view that selects it, or one without. */
  recorded(instrument: Descriptor): RecordedStream[] {
    const { exemplarFilter, budget } = this.#factory
    return this.#streamsOf(
      instrument,
      (config) => new RecordedStream(config, { filter: exemplarFilter, budget }),
    )
  }

  /** The streams of an asynchronous instrument. */
  observed(instrument: Descriptor): ObservedStream[] {
    return this.#streamsOf(instrument, (config) => new ObservedStream(config, this.#factory.budget))
  }

  /** Warns of a conflict once. */
  warnOnce(message: string): void {
    if (this.#warned.has(message)) return
    this.#warned.add(message)
    warn(message)
  }

  #streamsOf<Stream extends AnyStream>(
    instrument: Descriptor,
    create: (config: StreamConfig) => Stream,
  ): Stream[] {
    const streams = new Set<Stream>()
    for (const config of this.#configsOf(instrument)) {
      // Streams of one type were all made for one kind of instrument, hence by the same `create`.
      streams.add((this.#sharedWith(config) as Stream | undefined) ?? this.#add(create(config)))
    }
    return [...streams]
  }

  #configsOf(instrument: Descriptor): StreamConfig[] {
    const views = this.#factory.views.filter((view) => view.selects(instrument, this.#scope))
    if (views.length === 0) return this.#config(instrument, undefined)
    return views.flatMap((view) => this.#config(instrument, view))
  }

  #config(instrument: Descriptor, view: View | undefined): StreamConfig[] {
    const { name, description, attributesProcessors, aggregation, aggregationCardinalityLimit } =
      view?.options ?? {}
    const descriptor = {
      ...instrument,
      name: name ?? instrument.name,
      description: description ?? instrument.description,
      idleMillis: instrument.idleMillis ?? this.#factory.idleMillis,
    }
    const wanted = aggregation ?? this.#factory.aggregation(instrument.type)
    const resolved = resolveAggregation(wanted, instrument)
    if (resolved === undefined) return []
    const processors = attributesProcessors ?? []
    const isLimited = aggregationCardinalityLimit !== undefined && aggregationCardinalityLimit >= 0
    const limit = isLimited
      ? Math.max(0, Math.floor(aggregationCardinalityLimit) - 1)
      : this.#factory.limit(instrument.type)
    const limitedByView = isLimited || processors.length > 0
    return [{ descriptor, aggregation: resolved, processors, limit, limitedByView }]
  }

  /** A stream that this one is the same as; warns where it only looks so. */
  #sharedWith(config: StreamConfig): AnyStream | undefined {
    const { descriptor } = config
    for (const stream of this.#byName.get(descriptor.name.toLowerCase()) ?? []) {
      const other = stream.config.descriptor
      const differences = differencesOf(config, stream.config)
      if (differences.length > 0) {
        this.warnOnce(
          `Two metrics of the scope ${JSON.stringify(this.#scope.name)} are called ${descriptor.name}, but differ in ${differences.join(' and ')}; both are exported. Rename one, with a view if it is not yours.`,
        )
        continue
      }
      if (other.name !== descriptor.name) {
        this.warnOnce(
          `${descriptor.name} differs from ${other.name} only in case, which does not count; both report as ${other.name}.`,
        )
      }
      if (descriptor.description !== stream.description) {
        this.warnOnce(
          `${descriptor.name} was created with two descriptions, ${JSON.stringify(stream.description)} and ${JSON.stringify(descriptor.description)}; the longer is used. Set one with a view.`,
        )
        if (descriptor.description.length > stream.description.length)
          stream.description = descriptor.description
      }
      return stream
    }
    return undefined
  }

  #add<Stream extends AnyStream>(stream: Stream): Stream {
    const key = stream.config.descriptor.name.toLowerCase()
    this.#byName.set(key, [...(this.#byName.get(key) ?? []), stream])
    this.streams.push(stream)
    return stream
  }
}

function differencesOf(a: StreamConfig, b: StreamConfig): string[] {
  const differences: string[] = []
  if (a.descriptor.type !== b.descriptor.type)
    differences.push(`kind (${a.descriptor.type} and ${b.descriptor.type})`)
  if (a.descriptor.unit !== b.descriptor.unit) {
    differences.push(`unit (${JSON.stringify(a.descriptor.unit)} and ${JSON.stringify(b.descriptor.unit)})`)
  }
  if (a.descriptor.valueType !== b.descriptor.valueType) differences.push('value type')
  if (differences.length > 0) return differences
  if (!sameAggregation(a.aggregation, b.aggregation)) differences.push('aggregation')
  const sameProcessors =
    a.processors.length === b.processors.length && a.processors.every((each, i) => each === b.processors[i])
  if (!sameProcessors) differences.push('the attributes that views keep')
  return differences
}
