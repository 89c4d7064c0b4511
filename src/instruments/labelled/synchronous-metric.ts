import type { Attributes, Meter, MeterProvider } from '@opentelemetry/api'
import { dropMeasurement, swallow } from '../../guard/index.ts'
import { canRemove, isLimitedByView, isRemoved, measurementsOf, removalsOf } from './bound-instrument.ts'
import { attributeNames, seriesLimit } from './declaration.ts'
import { IdleValues } from './idle-values.ts'
import { type Attachable, attachToGlobal } from './lifecycle.ts'
import type { Series, SeriesOwner, SeriesState } from './series.ts'
import { frozenAttributes, OVERFLOW, seriesValues } from './series-attributes.ts'
import type { MetricDeclaration } from './types.ts'
import {
  type CountedLimit,
  type Fitted,
  limitedValue,
  unlimited,
  ValueLimits,
  warnOfExcess,
} from './value-limits.ts'
import { ValueTrie } from './value-trie.ts'

/** Instrumentation scope that the instruments are created under. */
export interface MeterScope {
  readonly name: string
  readonly version?: string
}

/**
 * One metric on one provider, whoever asked for it: its instrument while there is one, and its series. Subclasses say
 * which instrument, and how a series records to it.
 */
export abstract class SynchronousMetric<Instrument, Target, S extends Series<Target, S>>
  implements Attachable, SeriesOwner<S>
{
  readonly declaration: MetricDeclaration
  /** The exported label names; a series' values stand in this order. */
  readonly names: readonly string[]
  readonly limit: number
  instrument: Instrument | undefined
  epoch = 0
  /** How many series were removed so far. */
  removals = 0
  readonly #scope: MeterScope
  readonly #integers: ReadonlySet<string> | undefined
  readonly #series: ValueTrie<S>
  /** Series that exist at 0 from the start of every attachment. */
  readonly #zeros = new Set<S>()
  readonly #limits: ValueLimits | undefined
  readonly #idle = new Map<CountedLimit, IdleValues<S>>()
  /** Series that take what is past the limits of values, by what it is recorded as. */
  readonly #beyond: ValueTrie<S>
  readonly #fits = new Map<S, Fitted>()
  /** How many series the instrument had let go of when this was last looked at. */
  #seenRemovals = 0
  #isOff = false

  constructor(declaration: MetricDeclaration, scope: MeterScope) {
    this.declaration = declaration
    this.names = attributeNames(declaration)
    this.limit = seriesLimit(declaration)
    this.#scope = scope
    this.#integers = declaration.integers === undefined ? undefined : new Set(declaration.integers)
    this.#series = new ValueTrie({ keys: this.names, capacity: this.limit })
    this.#beyond = new ValueTrie({ keys: this.names, capacity: this.limit })
    const { limits = [] } = declaration
    this.#limits = limits.length === 0 ? undefined : new ValueLimits(limits, this.names)
  }

  protected abstract createInstrument(meter: Meter): Instrument
  protected abstract createSeries(attributes: Attributes, state: SeriesState): S
  /** What records to one series of the instrument. */
  protected abstract connect(instrument: Instrument, attributes: Attributes): Target
  /** What records to whatever instrument there is at the time, by an ordinary call. */
  protected abstract passThrough(attributes: Attributes): Target
  protected abstract recordZero(target: Target): void

  /** Whether records go nowhere, and are not even counted. */
  get isOff(): boolean {
    return this.#isOff
  }

  attach(provider: MeterProvider): void {
    this.epoch++
    this.#isOff = false
    try {
      this.instrument = this.createInstrument(provider.getMeter(this.#scope.name, this.#scope.version))
    } catch (error) {
      this.disable()
      swallow('meter provider', error)
      return
    }
    this.#seenRemovals = 0
    for (const series of this.#alive()) this.#attachSeries(series)
  }

  detach(): void {
    this.epoch++
    this.#isOff = false
    this.instrument = undefined
    for (const series of this.#alive()) series.target = undefined
  }

  disable(): void {
    this.detach()
    this.#isOff = true
  }

  wake(): boolean {
    if (this.instrument !== undefined) return true
    if (this.#isOff) return false
    attachToGlobal()
    if (this.instrument !== undefined) return true
    dropMeasurement('not_started', this.declaration.name)
    return false
  }

  admit(values: readonly (string | undefined)[]): S {
    const known = this.#series.at(values)
    if (known !== undefined) return known
    const fitted = this.#fit(values)
    if (fitted.exceeded.length > 0) return this.#admitBeyond(fitted)
    const attributes = this.#attributesOf(values)
    if (this.#series.size >= this.limit) return this.#pass(attributes)
    const series = this.createSeries(attributes, 'kept')
    this.#series.set(values, series)
    this.#limits?.add(fitted)
    this.#attachSeries(series)
    return series
  }

  readmit(attributes: Attributes): S {
    return this.admit(seriesValues(this.names, attributes))
  }

  /** Has the series exist at 0, now and after every later attachment. */
  zero(series: S): void {
    if (series.state !== 'kept' || this.#zeros.has(series) || this.#isOff) return
    this.#zeros.add(series)
    if (series.target !== undefined) this.recordZero(series.target)
  }

  /** Takes a series out, where the instrument can: the API's own instruments cannot. */
  remove(values: readonly (string | undefined)[]): boolean {
    const series = this.#series.at(values)
    if (series === undefined) return this.#removeFromInstrument(this.#attributesOf(values))
    return this.#take(series)
  }

  #pass(attributes: Attributes): S {
    const series = this.createSeries(attributes, 'passing')
    series.target = this.passThrough(attributes)
    return series
  }

  #admitBeyond(fitted: Fitted): S {
    const known = this.#beyond.at(fitted.values)
    if (known !== undefined) return known
    const attributes = Object.freeze({ ...this.#attributesOf(fitted.values), ...OVERFLOW })
    if (this.#beyond.size >= this.limit) return this.#pass(attributes)
    // Not kept by whoever looks it up: when there is room, the next look-up finds it.
    const series = this.createSeries(attributes, 'passing')
    this.#beyond.set(fitted.values, series)
    this.#fits.set(series, fitted)
    this.#limits?.add(fitted)
    this.#attachSeries(series)
    return series
  }

  #fit(values: Fitted['values']): Fitted {
    const limits = this.#limits
    if (limits === undefined || isLimitedByView(this.instrument)) return unlimited(values)
    const fitted = limits.fit(values)
    if (fitted.exceeded.length === 0) return fitted
    this.#dropExpired()
    const refitted = limits.fit(values)
    warnOfExcess(refitted, this.declaration.name)
    // What goes up and down is a state: it stands for something, however long nothing is recorded.
    if (this.declaration.type === 'upDownCounter') return refitted
    for (const counted of refitted.exceeded) {
      for (const series of this.#idleValues(counted).next()) this.#take(series)
    }
    return limits.fit(values)
  }

  #idleValues(counted: CountedLimit): IdleValues<S> {
    let idle = this.#idle.get(counted)
    if (idle === undefined) {
      idle = new IdleValues({
        all: () =>
          [...this.#alive()].flatMap((series) => {
            const value = limitedValue(counted, this.#fitOf(series))
            return value === undefined ? [] : [[value, series] as const]
          }),
        count: (value) => counted.values.get(value) ?? 0,
        measurements: (series) => measurementsOf(series.target),
      })
      this.#idle.set(counted, idle)
    }
    return idle
  }

  #fitOf(series: S): Fitted {
    return this.#fits.get(series) ?? unlimited(seriesValues(this.names, series.attributes))
  }

  #attributesOf(values: Fitted['values']): Attributes {
    return frozenAttributes(this.names, values, this.#integers)
  }

  *#alive(): Generator<S> {
    yield* this.#series.leaves()
    yield* this.#beyond.leaves()
  }

  /** What the instrument has let go of, for having been idle, makes room for other values. */
  #dropExpired(): void {
    const removals = removalsOf(this.instrument)
    if (removals === this.#seenRemovals) return
    this.#seenRemovals = removals
    for (const series of this.#alive()) if (isRemoved(series.target)) this.#drop(series)
  }

  /** Takes a series out, here and in the instrument, where that can. */
  #take(series: S): boolean {
    this.#zeros.delete(series)
    if (!canRemove(this.instrument)) return false
    this.#drop(series)
    return this.#removeFromInstrument(series.attributes)
  }

  #removeFromInstrument(attributes: Attributes): boolean {
    const { instrument } = this
    if (!canRemove(instrument)) return false
    try {
      return instrument.remove(attributes)
    } catch (error) {
      swallow('instrument', error)
      return false
    }
  }

  #drop(series: S): void {
    const fitted = this.#fitOf(series)
    const index = this.#fits.delete(series) ? this.#beyond : this.#series
    index.delete(fitted.values)
    this.#limits?.remove(fitted)
    this.#zeros.delete(series)
    series.state = 'removed'
    this.removals++
    series.target = undefined
  }

  #attachSeries(series: S): void {
    if (this.instrument === undefined) return
    series.target = this.connect(this.instrument, series.attributes)
    if (this.#zeros.has(series)) this.recordZero(series.target)
  }
}
