import { type Context, context as contextApi, trace } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { Attributes, Exemplar } from '../points/index.ts'
import { attributesBeyond, cleanAttributes } from './clean-attributes.ts'
import { ExemplarRows, NO_ROW } from './exemplar-rows.ts'
import { toHrTime } from './hr-time.ts'
import { NEVER, type Series, type Snapshot } from './series.ts'
import { readIds, writeIds } from './span-id.ts'

/**
 * Which measurements may become exemplars: those made inside a sampled span, all, or none.
 *
 * The values are those of `OTEL_METRICS_EXEMPLAR_FILTER`. With `always_on`, an exemplar made outside a span has empty ids.
 */
export type ExemplarFilter = 'trace_based' | 'always_on' | 'always_off'

const MAX_BACKOFF = 8
const NONE: Attributes = Object.freeze({})

/** Where the ids of the span that is looked at are put until it is decided where they stay. */
const ids = new Uint32Array(6)

/**
 * The exemplars of one stream. Of a measurement it keeps the ids, the value, the time and the attributes that the series
 * lacks: no context, no span, no object of the caller.
 */
export class ExemplarSampler {
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
   * Sampling is uniform over the measurements since the last collection: with k places the chance of the n-th is k in n,
   * so the next one wanted after n is n divided by the k-th root of a random number. Nothing is looked at until the
   * count gets there.
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
    const seen = count - this.#since(series, bucket, count)
    const place = this.#placeOf(bucket, seen)
    let row = this.#rows.find(series.exemplar, place)
    if (row === NO_ROW) {
      row = this.#rows.add(place, series.exemplar, count - seen)
      series.exemplar = row
    }
    this.#rows.write(row, value, Date.now(), count)
    const kept = this.#rows.ids(row)
    kept.words.set(ids, kept.at)
    this.#keepAttributes(row, series, original)
    if (seen < this.#places) return count + 1
    return count - seen + Math.floor(seen / (1 - Math.random()) ** (1 / this.#places)) + 1
  }

  /** The exemplars that were taken since `snapshot` (or ever); a new round of sampling begins. */
  collect(series: Series, snapshot: Snapshot | undefined): Exemplar[] {
    const found: Exemplar[] = []
    for (let row = series.exemplar; row !== NO_ROW; row = this.#rows.next(row)) {
      const bucket = this.#places === 1 ? this.#rows.place(row) : 0
      const after = snapshot === undefined ? 0 : series.countAt(bucket, snapshot)
      if (this.#rows.ordinal(row) > after) found.push(this.#read(row))
      const count = series.count(bucket)
      this.#rows.setSince(row, count)
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

  /** The count at which the bucket's round of sampling began: for one that has no exemplar yet, just now. */
  #since(series: Series, bucket: number, count: number): number {
    const row = this.#places === 1 ? this.#rows.find(series.exemplar, bucket) : series.exemplar
    return row === NO_ROW ? count - 1 : this.#rows.since(row)
  }

  #placeOf(bucket: number, seen: number): number {
    if (this.#places === 1) return bucket
    return seen <= this.#places ? seen - 1 : Math.floor(Math.random() * this.#places)
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
    if (span !== undefined && (span.traceFlags & 1) === 1 && writeIds(span.traceId, span.spanId, ids, 0))
      return true
  } catch (error) {
    swallow('exemplar context', error)
  }
  ids.fill(0)
  return false
}
