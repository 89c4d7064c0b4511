import type { Context } from '@opentelemetry/api'
import { context as contextApi } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import { cleanAttributes } from './clean-attributes.ts'
import { type Handle, ManyHandle } from './handle.ts'
import type { RecordedStream } from './recorded-stream.ts'
import type { SeriesStore } from './series-store.ts'
import type { AttributesProcessor } from './view.ts'

/** Where the measurements of an instrument go. Nothing here throws. */
export interface Sink {
  record(value: number, attributes: object | undefined, context: Context | undefined): void
  bind(attributes: object | undefined): Handle
  remove(attributes: object | undefined): boolean
}

/** The sink of these streams: none where a view drops the instrument, several where several views select it. */
export function sinkOf(streams: readonly RecordedStream[]): Sink {
  const sinks = streams.map(({ store, config }) =>
    config.processors.length === 0
      ? new DirectSink(store, config.descriptor.name)
      : new FilteringSink(store, config.descriptor.name, config.processors),
  )
  const [only] = sinks
  return sinks.length === 1 && only !== undefined ? only : new ManySink(sinks)
}

class DirectSink implements Sink {
  readonly #store: SeriesStore
  readonly #instrument: string

  constructor(store: SeriesStore, instrument: string) {
    this.#store = store
    this.#instrument = instrument
  }

  record(value: number, attributes: object | undefined, context: Context | undefined): void {
    // Looping over the keys of `undefined` is looping over none.
    const series = this.#store.find(attributes as object)
    if (series === undefined) this.#store.recordSlowly(value, attributes, context)
    else series.record(value, context)
  }

  bind(attributes: object | undefined): Handle {
    const clean = cleanAttributes(attributes, this.#instrument)
    return this.#store.handle(clean, clean.attributes)
  }

  remove(attributes: object | undefined): boolean {
    return this.#store.remove(cleanAttributes(attributes, this.#instrument))
  }
}

class FilteringSink implements Sink {
  readonly #store: SeriesStore
  readonly #instrument: string
  readonly #processors: readonly AttributesProcessor[]

  constructor(store: SeriesStore, instrument: string, processors: readonly AttributesProcessor[]) {
    this.#store = store
    this.#instrument = instrument
    this.#processors = processors
  }

  record(value: number, attributes: object | undefined, context: Context | undefined): void {
    const filtered = this.#filter(attributes, context)
    const series = this.#store.find(filtered)
    if (series === undefined) this.#store.recordSlowly(value, filtered, context, attributes)
    else series.record(value, context, attributes)
  }

  bind(attributes: object | undefined): Handle {
    const original = cleanAttributes(attributes, this.#instrument).attributes
    return this.#store.handle(this.#clean(original), original)
  }

  remove(attributes: object | undefined): boolean {
    return this.#store.remove(this.#clean(attributes))
  }

  #clean(attributes: object | undefined) {
    return cleanAttributes(this.#filter(attributes, undefined), this.#instrument)
  }

  #filter(attributes: object | undefined, context: Context | undefined): object {
    try {
      // Whether they are attributes is looked at afterwards; processors see what the caller gave, as in the SDK.
      let kept = (attributes ?? {}) as Parameters<AttributesProcessor['process']>[0]
      for (const processor of this.#processors) kept = processor.process(kept, context ?? contextApi.active())
      return kept
    } catch (error) {
      swallow('attributes processor', error)
      // Rather one series too coarse than series by attributes that were to be taken off.
      return {}
    }
  }
}

class ManySink implements Sink {
  readonly #sinks: readonly Sink[]

  constructor(sinks: readonly Sink[]) {
    this.#sinks = sinks
  }

  record(value: number, attributes: object | undefined, context: Context | undefined): void {
    for (const sink of this.#sinks) sink.record(value, attributes, context)
  }

  bind(attributes: object | undefined): Handle {
    return new ManyHandle(this.#sinks.map((sink) => sink.bind(attributes)))
  }

  remove(attributes: object | undefined): boolean {
    let removed = false
    for (const sink of this.#sinks) removed = sink.remove(attributes) || removed
    return removed
  }
}
