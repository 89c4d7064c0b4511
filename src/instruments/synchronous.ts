import type { Attributes, Context } from '@opentelemetry/api'
import type { BindableCounter, BindableGauge, BindableHistogram, BindableUpDownCounter } from './bound.ts'
import { type Handle, IntegerHandle, toInteger } from './handle.ts'
import type { RecordedStream } from './recorded-stream.ts'
import type { SeriesStore } from './series-store.ts'
import { type Sink, sinkOf } from './sinks.ts'

/**
 * What synchronous instruments share. The four have their own `add` or `record` so that each remembers what kind of
 * series it meets: shared code would have met all.
 */
abstract class SynchronousInstrument {
  /** The store of an instrument that goes to one stream unfiltered: its series are looked up in place. */
  protected readonly store: SeriesStore | undefined
  protected readonly sink: Sink
  protected readonly integer: boolean
  protected abstract readonly growing: boolean
  /** Whether a view says how many series there may be, or which attributes: then declared limits of values do not hold. */
  readonly isLimitedByView: boolean
  readonly #streams: readonly RecordedStream[]

  constructor(streams: readonly RecordedStream[], integer: boolean) {
    const [only] = streams
    this.#streams = streams
    this.isLimitedByView = streams.some(({ config }) => config.limitedByView)
    this.store =
      streams.length === 1 && only !== undefined && only.config.processors.length === 0
        ? only.store
        : undefined
    this.sink = sinkOf(streams)
    this.integer = integer
  }

  /** How many series were removed, or have expired. */
  get removals(): number {
    return this.#streams.reduce((sum, { store }) => sum + store.removals, 0)
  }

  bind(attributes?: Attributes): Handle {
    const handle = this.sink.bind(attributes)
    return this.integer ? new IntegerHandle(handle, this.growing) : handle
  }

  remove(attributes?: Attributes): boolean {
    return this.sink.remove(attributes)
  }
}

/** The API's counter. */
export class CounterInstrument extends SynchronousInstrument implements BindableCounter {
  protected override readonly growing = true

  add(value: number, attributes?: Attributes, context?: Context): void {
    const measured = this.integer ? toInteger(value, true) : value
    // Looping over the keys of `undefined` is looping over none.
    const series = this.store?.find(attributes as Attributes)
    if (series === undefined) this.sink.record(measured, attributes, context)
    else series.record(measured, context)
  }
}

/** The API's up-down counter. */
export class UpDownCounterInstrument extends SynchronousInstrument implements BindableUpDownCounter {
  protected override readonly growing = false

  add(value: number, attributes?: Attributes, context?: Context): void {
    const measured = this.integer ? toInteger(value, false) : value
    const series = this.store?.find(attributes as Attributes)
    if (series === undefined) this.sink.record(measured, attributes, context)
    else series.record(measured, context)
  }
}

/** The API's gauge. */
export class GaugeInstrument extends SynchronousInstrument implements BindableGauge {
  protected override readonly growing = false

  record(value: number, attributes?: Attributes, context?: Context): void {
    const measured = this.integer ? toInteger(value, false) : value
    const series = this.store?.find(attributes as Attributes)
    if (series === undefined) this.sink.record(measured, attributes, context)
    else series.record(measured, context)
  }
}

/** The API's histogram. */
export class HistogramInstrument extends SynchronousInstrument implements BindableHistogram {
  protected override readonly growing = true

  record(value: number, attributes?: Attributes, context?: Context): void {
    const measured = this.integer ? toInteger(value, true) : value
    const series = this.store?.find(attributes as Attributes)
    if (series === undefined) this.sink.record(measured, attributes, context)
    else series.record(measured, context)
  }
}
