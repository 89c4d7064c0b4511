import type {
  BatchObservableCallback,
  Meter,
  Observable,
  ObservableCounter,
  ObservableGauge,
  ObservableUpDownCounter,
} from '@opentelemetry/api'
import type { BindableCounter, BindableGauge, BindableHistogram, BindableUpDownCounter } from './bound.ts'
import { Callbacks } from './callbacks.ts'
import { describeInstrument } from './describe-instrument.ts'
import { type Descriptor, type InstrumentOptions, InstrumentType } from './instrument.ts'
import { ObservableInstrument } from './observable.ts'
import { type StreamFactory, StreamRegistry } from './stream-registry.ts'
import {
  CounterInstrument,
  GaugeInstrument,
  HistogramInstrument,
  UpDownCounterInstrument,
} from './synchronous.ts'
import type { ScopeKey } from './view.ts'

/** The API's meter, whose synchronous instruments have `bind` and `remove` besides. Get one from a `BoundMeterProvider`. */
export interface BindableMeter extends Meter {
  createCounter(name: string, options?: InstrumentOptions): BindableCounter
  createUpDownCounter(name: string, options?: InstrumentOptions): BindableUpDownCounter
  createGauge(name: string, options?: InstrumentOptions): BindableGauge
  createHistogram(name: string, options?: InstrumentOptions): BindableHistogram
}

/** Every instrument that a meter makes. */
type Instrument =
  | CounterInstrument
  | UpDownCounterInstrument
  | GaugeInstrument
  | HistogramInstrument
  | ObservableInstrument

/** One scope's instruments and streams. */
export class BoundMeter implements BindableMeter {
  readonly scope: ScopeKey
  readonly callbacks = new Callbacks()
  readonly registry: StreamRegistry
  readonly #instruments = new Map<string, Array<{ descriptor: Descriptor; instrument: Instrument }>>()

  constructor(scope: ScopeKey, factory: StreamFactory) {
    this.scope = scope
    this.registry = new StreamRegistry(scope, factory)
  }

  createCounter(name: string, options: InstrumentOptions = {}): BindableCounter {
    const descriptor = describeInstrument(name, InstrumentType.COUNTER, options)
    return this.#once(
      descriptor,
      () => new CounterInstrument(this.registry.recorded(descriptor), isInteger(descriptor)),
    )
  }

  createUpDownCounter(name: string, options: InstrumentOptions = {}): BindableUpDownCounter {
    const descriptor = describeInstrument(name, InstrumentType.UP_DOWN_COUNTER, options)
    return this.#once(
      descriptor,
      () => new UpDownCounterInstrument(this.registry.recorded(descriptor), isInteger(descriptor)),
    )
  }

  createGauge(name: string, options: InstrumentOptions = {}): BindableGauge {
    const descriptor = describeInstrument(name, InstrumentType.GAUGE, options)
    return this.#once(
      descriptor,
      () => new GaugeInstrument(this.registry.recorded(descriptor), isInteger(descriptor)),
    )
  }

  createHistogram(name: string, options: InstrumentOptions = {}): BindableHistogram {
    const descriptor = describeInstrument(name, InstrumentType.HISTOGRAM, options)
    return this.#once(
      descriptor,
      () => new HistogramInstrument(this.registry.recorded(descriptor), isInteger(descriptor)),
    )
  }

  createObservableCounter(name: string, options: InstrumentOptions = {}): ObservableCounter {
    return this.#observable(describeInstrument(name, InstrumentType.OBSERVABLE_COUNTER, options))
  }

  createObservableUpDownCounter(name: string, options: InstrumentOptions = {}): ObservableUpDownCounter {
    return this.#observable(describeInstrument(name, InstrumentType.OBSERVABLE_UP_DOWN_COUNTER, options))
  }

  createObservableGauge(name: string, options: InstrumentOptions = {}): ObservableGauge {
    return this.#observable(describeInstrument(name, InstrumentType.OBSERVABLE_GAUGE, options))
  }

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.callbacks.addBatch(callback, observables)
  }

  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.callbacks.removeBatch(callback, observables)
  }

  #observable(descriptor: Descriptor): ObservableInstrument {
    return this.#once(
      descriptor,
      () => new ObservableInstrument(descriptor, this.registry.observed(descriptor), this.callbacks),
    )
  }

  /** The instrument that was created before with the same name (in any case), kind, unit, value type and description. */
  #once<Created extends Instrument>(descriptor: Descriptor, create: () => Created): Created {
    const key = descriptor.name.toLowerCase()
    const known = this.#instruments.get(key) ?? []
    const same = known.find(
      ({ descriptor: other }) =>
        other.type === descriptor.type &&
        other.unit === descriptor.unit &&
        other.valueType === descriptor.valueType &&
        other.description === descriptor.description,
    )
    if (same !== undefined) {
      this.#warnOfDifferences(descriptor, same.descriptor)
      // Equal types of descriptors come from the same method, hence from the same `create`.
      return same.instrument as Created
    }
    const instrument = create()
    this.#instruments.set(key, [...known, { descriptor, instrument }])
    return instrument
  }

  #warnOfDifferences(descriptor: Descriptor, first: Descriptor): void {
    if (descriptor.name !== first.name) {
      this.registry.warnOnce(
        `${descriptor.name} differs from ${first.name} only in case, which does not count; both report as ${first.name}.`,
      )
    }
    if (JSON.stringify(descriptor.boundaries) !== JSON.stringify(first.boundaries)) {
      this.registry.warnOnce(
        `${descriptor.name} was created with two sets of bucket boundaries; the first is used. Set one with a view.`,
      )
    }
  }
}

function isInteger(descriptor: Descriptor): boolean {
  return descriptor.valueType === 0
}
