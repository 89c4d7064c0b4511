import type { Observable, ObservableCallback, ObservableResult } from '@opentelemetry/api'
import { dropMeasurement } from '../guard/index.ts'
import { cleanAttributes } from './clean-attributes.ts'
import { toInteger } from './handle.ts'
import { type Descriptor, isMonotonic } from './instrument.ts'
import type { Observation } from './observations.ts'
import type { ObservedStream } from './observed-stream.ts'

/** Where callbacks are registered; the provider runs them at each collection. */
export interface CallbackRegistry {
  add(callback: ObservableCallback, instrument: ObservableInstrument): void
  remove(callback: ObservableCallback, instrument: ObservableInstrument): void
}

/** The API's observable counter, up-down counter and gauge: one class, since they differ only in how they are summed. */
export class ObservableInstrument implements Observable {
  readonly descriptor: Descriptor
  readonly streams: readonly ObservedStream[]
  /** Whether a view says how many series there may be, or which attributes: then declared limits of values do not hold. */
  readonly isLimitedByView: boolean
  readonly #registry: CallbackRegistry

  constructor(descriptor: Descriptor, streams: readonly ObservedStream[], registry: CallbackRegistry) {
    this.descriptor = descriptor
    this.streams = streams
    this.isLimitedByView = streams.some(({ config }) => config.limitedByView)
    this.#registry = registry
  }

  addCallback(callback: ObservableCallback): void {
    this.#registry.add(callback, this)
  }

  removeCallback(callback: ObservableCallback): void {
    this.#registry.remove(callback, this)
  }
}

/** What one run of a callback observed, instrument by instrument; sealed once the run counts, or has failed. */
export class ObservationBuffer {
  readonly observed = new Map<ObservableInstrument, Observation[]>()
  #open = true

  /** Whatever is observed from now on is ignored. */
  seal(): void {
    this.#open = false
  }

  take(instrument: ObservableInstrument, value: unknown, attributes: unknown): void {
    if (!this.#open) return
    const { name, valueType, type } = instrument.descriptor
    if (typeof value !== 'number' || Number.isNaN(value)) {
      dropMeasurement('not_a_number', name)
      return
    }
    if (!Number.isFinite(value)) {
      dropMeasurement('infinite', name)
      return
    }
    if (value < 0 && isMonotonic(type)) {
      dropMeasurement('negative', name)
      return
    }
    let observations = this.observed.get(instrument)
    if (observations === undefined) {
      observations = []
      this.observed.set(instrument, observations)
    }
    observations.push({
      clean: cleanAttributes(attributes, name),
      value: valueType === 0 ? toInteger(value, false) : value,
    })
  }

  /** The result object of a callback of this instrument. */
  resultFor(instrument: ObservableInstrument): ObservableResult {
    return { observe: (value, attributes) => this.take(instrument, value, attributes) }
  }
}
