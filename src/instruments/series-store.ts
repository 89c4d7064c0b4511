import type { Context } from '@opentelemetry/api'
import { dropMeasurement } from '../guard/index.ts'
import type { Attributes, Exemplar } from '../points/index.ts'
import { AttributeIndex } from './attribute-index.ts'
import { type Budget, countValues } from './budget.ts'
import { attributesBeyond, type CleanAttributes, cleanAttributes } from './clean-attributes.ts'
import { nowMillis } from './clock.ts'
import { DeltaMemory } from './delta-memory.ts'
import { type ExemplarFilter, ExemplarSampler } from './exemplar-sampler.ts'
import { type Handle, PartialHandle } from './handle.ts'
import { foldExtremes, MAX, MIN, type Series, type SeriesOwner, type Snapshot } from './series.ts'
import type { SeriesKind } from './series-kind.ts'
import { type Place, Slab } from './slab.ts'

/** What a store needs to know; it does not change. */
export interface StoreOptions {
  /** Named in warnings. */
  readonly instrument: string
  readonly kind: SeriesKind
  /** How many series may have attributes of their own; what comes later shares the overflow series. */
  readonly limit: number
  readonly filter: ExemplarFilter
  readonly budget: Budget
  /** Series without a record for this long are removed; `undefined` keeps them. */
  readonly idleMillis: number | undefined
  /** Whether measurements may be negative; decides only why one is refused. */
  readonly signed: boolean
}

/** The attributes of the series that takes all measurements past the cardinality limit. */
export const OVERFLOW: CleanAttributes = {
  keys: ['otel.metric.overflow'],
  values: [true],
  attributes: Object.freeze({ 'otel.metric.overflow': true }),
}

/** All series of one metric stream. */
export class SeriesStore implements SeriesOwner {
  readonly #options: StoreOptions
  readonly #index = new AttributeIndex<Series>()
  readonly #slab: Slab
  readonly sampler: ExemplarSampler
  /** By slot of the slab: a list that stays valid while series come and go. */
  readonly #series: Array<Series | undefined> = []
  #named = 0
  #overflow: Series | undefined
  /** Series with other attributes besides, that say the same: domain meters keep what they can. */
  readonly #alsoOverflow = new Set<Series>()
  readonly #trap: Place
  readonly #memories: DeltaMemory[] = []
  /** Extremes over all time, once a delta reader has begun to take them out of the series. */
  #folded: DeltaMemory | undefined
  /** By slot, where series expire: how many measurements there were, and since when. */
  readonly #activity: Array<{ count: number; since: number } | undefined> = []
  #swept = 0
  /** How many series were removed, or have expired. */
  removals = 0

  constructor(options: StoreOptions) {
    this.#options = options
    const { filter, kind, instrument } = options
    this.#slab = new Slab(kind.width)
    this.sampler = new ExemplarSampler({ filter, places: kind.exemplarsPerBucket, instrument })
    // Removed series write here, where nothing is ever left: their next record asks for what takes their place.
    const cells = new Float64Array(kind.width).fill(-Infinity)
    this.#trap = { cells, at: 0, chunk: -1, slot: -1 }
  }

  /** How many series there are, the overflow series included. */
  get size(): number {
    return this.#named + (this.#overflow === undefined ? 0 : 1)
  }

  /** How many measurements went to the overflow series, and to others that are marked as such. */
  get overflowed(): number {
    let measurements = this.#overflow?.measurements() ?? 0
    for (const series of this.#alsoOverflow) measurements += series.measurements()
    return measurements
  }

  /**
   * Records by attributes that are not known yet, or past the limit, or unusual. Never throws.
   *
   * @param original the attributes before a view took some off
   */
  recordSlowly(
    value: number,
    attributes: object | undefined,
    context: Context | undefined,
    original?: object,
  ): void {
    if (!this.#accepts(value)) {
      this.refuse(value)
      return
    }
    const clean = cleanAttributes(attributes, this.#options.instrument)
    const series = this.resolve(clean)
    if (series === this.#overflow) {
      series.record(value, context, original ?? clean.attributes)
      return
    }
    if (attributes !== undefined) this.#index.remember(attributes, clean)
    series.record(value, context, original)
  }

  /** @param original all attributes, of which the series may have only some */
  handle(clean: CleanAttributes, original: Attributes): Handle {
    const series = this.resolve(clean)
    const beyond = Object.keys(attributesBeyond(original, series.attributes)).length > 0
    return beyond ? new PartialHandle(series, original) : series
  }

  /** The series of the caller's attributes, if it is at hand. */
  find(attributes: object): Series | undefined {
    return this.#index.find(attributes)
  }

  /** The series of these attributes; a new one while there is room, the overflow series otherwise. */
  resolve(clean: CleanAttributes): Series {
    const known = this.#index.locate(clean)
    if (known !== undefined) return known
    if (isOverflow(clean)) return this.#overflowSeries()
    if (!this.#hasRoom()) return this.#overflowSeries()
    const series = this.#create(clean)
    this.#index.insert(clean, series)
    this.#named++
    return series
  }

  /** For each label, how many values it has over all series. */
  labelValues(): Map<string, number> {
    return countValues(
      this.#series.flatMap((series) =>
        series === undefined ? [] : cleanAttributes(series.attributes, this.#options.instrument),
      ),
    )
  }

  /** Takes a series out; its place is free again. */
  remove(clean: CleanAttributes): boolean {
    const series = isOverflow(clean) ? this.#overflow : this.#index.locate(clean)
    if (series === undefined) return false
    this.#drop(series)
    return true
  }

  /** All series that have a measurement, in order of creation as far as places were not used again. */
  *live(): Generator<Series> {
    for (let slot = 0; slot < this.#series.length; slot++) {
      const series = this.#series[slot]
      if (series !== undefined && series.measurements() > 0) yield series
    }
  }

  /** The memory of one delta reader, from its first collection on. */
  newMemory(): DeltaMemory {
    const { width: seriesWidth, snapshotWidth, extremes } = this.#options.kind
    const memory = new DeltaMemory({ seriesWidth, width: snapshotWidth, extremes })
    this.#memories.push(memory)
    if (extremes) this.#folded ??= new DeltaMemory({ seriesWidth, width: MAX + 1, extremes })
    return memory
  }

  /** Extremes that were taken out of the series by delta readers. */
  foldedExtremes(series: Series): Snapshot | undefined {
    return this.#folded?.peek(series)
  }

  /** The state of a series as `memory` knows it, with the extremes of its interval brought up to date. */
  snapshot(series: Series, memory: DeltaMemory): Snapshot {
    const snapshot = memory.of(series, this.#folded)
    if (this.#folded === undefined) return snapshot
    foldExtremes(series, this.#folded.of(series, undefined))
    for (const each of this.#memories) {
      const seen = each.peek(series)
      if (seen !== undefined) foldExtremes(series, seen)
    }
    series.cells[series.at + MIN] = Infinity
    series.cells[series.at + MAX] = -Infinity
    return snapshot
  }

  /** Removes what has been idle for too long, unless a delta reader has still to read it. */
  sweep(now: number): void {
    const { idleMillis } = this.#options
    if (idleMillis === undefined) return
    this.#swept = now
    for (const series of this.#series) {
      if (series === undefined) continue
      const { slot } = series
      const count = series.measurements()
      const before = this.#activity[slot]
      if (before === undefined || before.count !== count) this.#activity[slot] = { count, since: now }
      else if (now - before.since >= idleMillis && !this.#isUnread(series, count)) this.#drop(series)
    }
  }

  refuse(value: unknown): void {
    const { instrument, signed } = this.#options
    if (typeof value !== 'number' || Number.isNaN(value)) dropMeasurement('not_a_number', instrument)
    else if (value < 0 && !signed) dropMeasurement('negative', instrument)
    else dropMeasurement('infinite', instrument)
  }

  revive(series: Series, value: number, context: Context | undefined, original: object | undefined): void {
    let target = series.successor
    if (target === undefined || target.removed) {
      const clean = cleanAttributes(series.attributes, this.#options.instrument)
      target = this.#index.locate(clean) ?? this.#restart(series, clean)
      series.successor = target === series ? undefined : target
    }
    target.record(value, context, target === this.#overflow ? (original ?? series.attributes) : original)
  }

  /** The exemplars of a series that were taken since `snapshot`, or ever. */
  exemplars(series: Series, snapshot: Snapshot | undefined): Exemplar[] {
    return this.sampler.collect(series, snapshot)
  }

  #accepts(value: number): boolean {
    return typeof value === 'number' && value - value === 0 && (value >= 0 || this.#options.signed)
  }

  #overflowSeries(): Series {
    this.#overflow ??= this.#create(OVERFLOW)
    return this.#overflow
  }

  #create(clean: CleanAttributes): Series {
    const series = this.#options.kind.create(this, clean.attributes, this.#slab.take(), nowMillis())
    this.#begin(series)
    return series
  }

  /** Gives a removed series a place again; in the overflow series, when there is none. */
  #restart(series: Series, clean: CleanAttributes): Series {
    if (isOverflow(clean)) {
      if (this.#overflow !== undefined) return this.#overflow
      this.#overflow = series
    } else {
      if (!this.#hasRoom()) return this.#overflowSeries()
      this.#index.insert(clean, series)
      this.#named++
    }
    series.settle(this.#slab.take())
    series.start = nowMillis()
    series.removed = false
    this.#begin(series)
    return series
  }

  #begin(series: Series): void {
    series.begin(this.sampler.on)
    this.#series[series.slot] = series
    if (series.attributes !== OVERFLOW.attributes && marksOverflow(series.attributes))
      this.#alsoOverflow.add(series)
    this.#options.budget.changed(1)
  }

  #drop(series: Series): void {
    for (const memory of this.#memories) memory.forget(series)
    this.#folded?.forget(series)
    this.#series[series.slot] = undefined
    this.#activity[series.slot] = undefined
    this.#alsoOverflow.delete(series)
    if (series === this.#overflow) {
      this.#overflow = undefined
    } else {
      this.#index.remove(cleanAttributes(series.attributes, this.#options.instrument))
      this.#named--
    }
    this.sampler.release(series)
    this.#slab.release(series)
    this.#options.budget.changed(-1)
    series.settle(this.#trap)
    series.removed = true
    this.removals++
  }

  #isUnread(series: Series, count: number): boolean {
    return this.#memories.some((memory) => {
      const seen = memory.peek(series)
      return count !== (seen === undefined ? 0 : series.measurementsAt(seen))
    })
  }

  #hasRoom(): boolean {
    const { limit, idleMillis } = this.#options
    if (this.#named >= limit && idleMillis !== undefined) {
      const now = nowMillis()
      if (now - this.#swept >= idleMillis / 2) this.sweep(now)
    }
    return this.#named < limit
  }
}

/** Whether these are the attributes of the overflow series. */
export function isOverflow(clean: CleanAttributes): boolean {
  return clean.keys.length === 1 && clean.keys[0] === 'otel.metric.overflow' && clean.values[0] === true
}

/** Whether these attributes say that the series takes what is past a limit, whatever others there are. */
export function marksOverflow(attributes: Attributes): boolean {
  return attributes['otel.metric.overflow'] === true
}
