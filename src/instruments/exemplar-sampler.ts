import { type Context, context as contextApi, trace } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { Attributes, Exemplar } from '../points/index.ts'
import { attributesBeyond, cleanAttributes } from './clean-attributes.ts'
import { nowMillis, toHrTime } from './clock.ts'
import { ExemplarRows, NO_ROW } from './exemplar-rows.ts'
import { NEVER, type Sampler, type Series, type Snapshot } from './series.ts'
import { ID_WORDS, readIds, writeIds } from './span-id.ts'

/**
 * Which measurements may become exemplars: those made inside a sampled span, all, or none.
 *
 * The values are those of `OTEL_METRICS_EXEMPLAR_FILTER`. With `always_on`, an exemplar made outside a span has empty ids.
 */
export type ExemplarFilter = 'trace_based' | 'always_on' | 'always_off'

const MAX_BACKOFF = 8
const NONE: Attributes = Object.freeze({})

/** The ids of the span that was looked at last, and as what they were read: most offers in a row come from one span. */
const ids = new Uint32Array(ID_WORDS)
const nothing = {}
let lastTrace: unknown = nothing
let lastSpan: unknown = nothing

/**
 * The exemplars of one stream. Of a measurement it keeps the ids, the value, the time and the attributes that the series
 * lacks: no context, no span, no object of the caller.
 */
export class ExemplarSampler implements Sampler {
  readonly #filter: ExemplarFilter
  readonly #places: number
  readonly #instrument: string
  readonly #rows = new ExemplarRows()
  /** By row: the attributes that the series does not have, where there are any. */
  readonly #filtered = new Map<number, Attributes>()

  /** @param options.places how many exemplars share one count: 1 where each bucket keeps its own */
  constructor(options: { filter: ExemplarFilter; places: number; instrument: string }) {
    this.#filter = options.filter
    this.#places = options.places
    this.#instrument = options.instrument
  }

  get on(): boolean {
    return this.#filter !== 'always_off'
  }

  /**
   * Keeps the measurement if the filter lets it, and decides at which count the next one is wanted.
   *
   * Nothing is looked at until the count gets there. A round begins with each collection, and its first measurement is
   * kept; of the rest, the exemplar is a uniform sample. It would take ln n exchanges to know one without knowing n; that
   * the round before had as many measurements is a good guess, with which it takes one.
   *
   * @param count how many measurements the bucket has had, this one included
   * @param original the attributes as given, where the series does not have all of them
   * @returns the count at which to come back
   */
  offer(
    series: Series,
    bucket: number,
    count: number,
    value: number,
    context: Context | undefined,
    original: object | undefined,
  ): number {
    if (!this.on) return NEVER
    if (!lookForSpan(context) && this.#filter === 'trace_based') {
      series.misses = Math.min(series.misses + 1, MAX_BACKOFF)
      return count + 2 ** series.misses
    }
    series.misses = 0
    let row = this.#places === 1 ? this.#rows.find(series.exemplar, bucket) : series.exemplar
    // A bucket that has no exemplar yet begins its round now.
    const since = row === NO_ROW ? count - 1 : this.#rows.since(row)
    const seen = count - since
    if (row === NO_ROW || this.#places > 1) row = this.#rowFor(series, bucket, seen, since)
    this.#rows.write(row, value, nowMillis(), count, ids)
    this.#keepAttributes(row, series, original)
    return since + this.#nextAfter(seen, this.#rows.expected(row))
  }

  /** The exemplars that were taken since `snapshot` (or ever); a new round of sampling begins. */
  collect(series: Series, snapshot: Snapshot | undefined): Exemplar[] {
    const found: Exemplar[] = []
    for (let row = series.exemplar; row !== NO_ROW; row = this.#rows.next(row)) {
      const bucket = this.#places === 1 ? this.#rows.place(row) : 0
      const after = snapshot === undefined ? 0 : series.countAt(bucket, snapshot)
      if (this.#rows.ordinal(row) > after) found.push(this.#read(row))
      const count = series.count(bucket)
      this.#rows.restart(row, count)
      series.expect(bucket, count, count + 1)
    }
    // The newest row comes first; readers expect buckets, or the order of time.
    return found.length > 1 ? this.#sorted(found) : found
  }

  /** Forgets the exemplars of a series. */
  release(series: Series): void {
    for (let row = series.exemplar; row !== NO_ROW; row = this.#rows.next(row)) this.#filtered.delete(row)
    this.#rows.release(series.exemplar)
    series.exemplar = NO_ROW
    series.misses = 0
  }

  #rowFor(series: Series, bucket: number, seen: number, since: number): number {
    const filling = seen <= this.#places
    const place = this.#places === 1 ? bucket : filling ? seen - 1 : Math.floor(Math.random() * this.#places)
    const known = this.#rows.find(series.exemplar, place)
    if (known !== NO_ROW) return known
    series.exemplar = this.#rows.add(place, series.exemplar, since)
    return series.exemplar
  }

  /** After the `seen`-th measurement of a round was kept: which one is wanted next. */
  #nextAfter(seen: number, expected: number): number {
    // The chance of the n-th measurement is k in n: after n comes n divided by the k-th root of a random number.
    const chance = 1 - Math.random()
    if (this.#places > 1) {
      return seen < this.#places ? seen + 1 : Math.floor(seen / chance ** (1 / this.#places)) + 1
    }
    if (seen >= expected) return Math.floor(seen / chance) + 1
    if (seen === 1) {
      const chosen = 1 + Math.floor(Math.random() * expected)
      if (chosen > 1) return chosen
    }
    return Math.floor(expected / chance) + 1
  }

  #keepAttributes(row: number, series: Series, original: object | undefined): void {
    if (original === undefined) {
      if (this.#filtered.size > 0) this.#filtered.delete(row)
      return
    }
    const all = cleanAttributes(original, this.#instrument).attributes
    this.#filtered.set(row, attributesBeyond(all, series.attributes))
  }

  #read(row: number): Exemplar {
    const { words, at } = this.#rows.ids(row)
    return {
      value: this.#rows.value(row),
      time: toHrTime(this.#rows.millis(row)),
      ...readIds(words, at),
      filteredAttributes: this.#filtered.get(row) ?? NONE,
    }
  }

  #sorted(found: Exemplar[]): Exemplar[] {
    if (this.#places === 1) return found.sort((a, b) => a.value - b.value)
    return found.sort((a, b) => a.time[0] - b.time[0] || a.time[1] - b.time[1])
  }
}

/** Puts the ids of the sampled span into `ids`; zeros, where there is none. With a context given, only that is looked at. */
function lookForSpan(context: Context | undefined): boolean {
  try {
    const span = trace.getSpan(context ?? contextApi.active())?.spanContext()
    if (span !== undefined && (span.traceFlags & 1) === 1) {
      const { traceId, spanId } = span
      if (traceId === lastTrace && spanId === lastSpan) return true
      if (writeIds(traceId, spanId, ids, 0)) {
        lastTrace = traceId
        lastSpan = spanId
        return true
      }
    }
  } catch (error) {
    swallow('exemplar context', error)
  }
  ids.fill(0)
  lastTrace = nothing
  lastSpan = nothing
  return false
}
