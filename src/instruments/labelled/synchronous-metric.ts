import type { Attributes, Meter, MeterProvider } from '@opentelemetry/api'
import { dropMeasurement, swallow } from '../../guard/index.ts'
import { canRemove, isLimitedByView, isRemoved, removalsOf } from './bound-instrument.ts'
import { attributeNames, seriesLimit } from './declaration.ts'
import { type Attachable, attachToGlobal } from './lifecycle.ts'
import type { Series, SeriesOwner, SeriesState } from './series.ts'
import { frozenAttributes, OVERFLOW, seriesValues } from './series-attributes.ts'
import type { MetricDeclaration } from './types.ts'
import { ValueLimits, warnOfExcess } from './value-limits.ts'
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
  /** Takes what is past the limits of values. */
  #overflow: S | undefined
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
    if (!this.#isWithinLimits(values)) return this.#overflowSeries()
    const attributes = frozenAttributes(this.names, values, this.#integers)
    if (this.#series.size < this.limit) {
      const series = this.createSeries(attributes, 'kept')
      this.#series.set(values, series)
      this.#limits?.add(values)
      this.#attachSeries(series)
      return series
    }
    const series = this.createSeries(attributes, 'passing')
    series.target = this.passThrough(attributes)
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
    if (series !== undefined) this.#zeros.delete(series)
    const instrument: unknown = this.instrument
    if (!canRemove(instrument)) return false
    if (series !== undefined) this.#drop(series, values)
    try {
      return instrument.remove(series?.attributes ?? frozenAttributes(this.names, values, this.#integers))
    } catch (error) {
      swallow('instrument', error)
      return false
    }
  }

  #isWithinLimits(values: readonly (string | undefined)[]): boolean {
    const limits = this.#limits
    if (limits === undefined || isLimitedByView(this.instrument)) return true
    if (limits.exceededBy(values) === undefined) return true
    this.#dropExpired()
    const exceeded = limits.exceededBy(values)
    if (exceeded === undefined) return true
    warnOfExcess(exceeded, this.declaration.name)
    return false
  }

  #overflowSeries(): S {
    if (this.#overflow === undefined) {
      this.#overflow = this.createSeries(OVERFLOW, 'passing')
      this.#attachSeries(this.#overflow)
    }
    return this.#overflow
  }

  *#alive(): Generator<S> {
    yield* this.#series.leaves()
    if (this.#overflow !== undefined) yield this.#overflow
  }

  /** What the instrument has let go of, for having been idle, makes room for other values. */
  #dropExpired(): void {
    const removals = removalsOf(this.instrument)
    if (removals === this.#seenRemovals) return
    this.#seenRemovals = removals
    for (const series of this.#series.leaves()) {
      if (!isRemoved(series.target)) continue
      this.#zeros.delete(series)
      this.#drop(series, seriesValues(this.names, series.attributes))
    }
  }

  #drop(series: S, values: readonly (string | undefined)[]): void {
    series.state = 'removed'
    this.removals++
    series.target = undefined
    this.#series.delete(values)
    this.#limits?.remove(values)
  }

  #attachSeries(series: S): void {
    if (this.instrument === undefined) return
    series.target = this.connect(this.instrument, series.attributes)
    if (this.#zeros.has(series)) this.recordZero(series.target)
  }
}
