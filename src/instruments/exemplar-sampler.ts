import {
  type Context,
  context as contextApi,
  isSpanContextValid,
  type SpanContext,
  trace,
} from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { Attributes, Exemplar } from '../points/index.ts'
import { attributesBeyond, cleanAttributes } from './clean-attributes.ts'
import { toHrTime } from './hr-time.ts'

/**
 * Which measurements may become exemplars: those made inside a sampled span, all, or none.
 *
 * The values are those of `OTEL_METRICS_EXEMPLAR_FILTER`. With `always_on`, an exemplar made outside a span has empty ids.
 */
export type ExemplarFilter = 'trace_based' | 'always_on' | 'always_off'

/** What a reservoir keeps of one measurement: no context, no span, no object of the caller. */
interface Held {
  value: number
  millis: number
  traceId: string
  spanId: string
  filtered: Attributes
  /** The how-manieth measurement of its bucket it was; tells whether it belongs to a reader's interval. */
  ordinal: number
}

/** The exemplars of one series. */
export interface Reservoir {
  /** One per bucket, or as many as the aggregation keeps. */
  held: Array<Held | undefined>
  /** For each bucket, the count at which the present round of sampling began. */
  since: number[]
  /** Attempts without a sampled span since the last exemplar. */
  misses: number
}

/** A measurement that the reservoir wants, if the filter lets it. */
export interface Candidate {
  readonly value: number
  readonly context: Context | undefined
  /** The attributes as the caller gave them, where the series does not have all of them. */
  readonly original: object | undefined
  readonly instrument: string
}

const MAX_BACKOFF = 8
const NONE: Attributes = Object.freeze({})

/** A reservoir that has seen nothing. */
export function newReservoir(): Reservoir {
  return { held: [], since: [], misses: 0 }
}

/**
 * Keeps the candidate if the filter lets it, and decides at which count the next one is wanted.
 *
 * Sampling is uniform over the measurements since the last collection: with k places the chance of the n-th is k in n,
 * so the next one wanted after n is n divided by the k-th root of a random number. Nothing is looked at until the count
 * gets there.
 *
 * @param bucket which bucket's exemplar it would be; with several `places`, there is one bucket only
 * @param count how many measurements the bucket has had, this one included
 * @returns the count at which to come back
 */
export function offer(
  reservoir: Reservoir,
  bucket: number,
  places: number,
  count: number,
  candidate: Candidate,
  filter: ExemplarFilter,
  series: Attributes,
): number {
  const span = spanOf(candidate.context)
  if (span === undefined && filter === 'trace_based') {
    reservoir.misses = Math.min(reservoir.misses + 1, MAX_BACKOFF)
    return count + 2 ** reservoir.misses
  }
  reservoir.misses = 0
  const seen = count - (reservoir.since[bucket] ?? 0)
  const place = places === 1 ? bucket : seen <= places ? seen - 1 : Math.floor(Math.random() * places)
  while (reservoir.held.length <= place) reservoir.held.push(undefined)
  while (reservoir.since.length <= bucket) reservoir.since.push(0)
  reservoir.held[place] = {
    value: candidate.value,
    millis: Date.now(),
    traceId: span?.traceId ?? '',
    spanId: span?.spanId ?? '',
    filtered: filteredOf(candidate, series),
    ordinal: count,
  }
  if (seen < places) return count + 1
  return count - seen + Math.floor(seen / (1 - Math.random()) ** (1 / places)) + 1
}

/** The exemplar at `place`, if it was taken after the bucket had had `after` measurements. */
export function exemplarAt(reservoir: Reservoir, place: number, after: number): Exemplar | undefined {
  const held = reservoir.held[place]
  if (held === undefined || held.ordinal <= after) return undefined
  const { value, traceId, spanId, filtered } = held
  return { value, time: toHrTime(held.millis), traceId, spanId, filteredAttributes: filtered }
}

/** The sampled span of the measurement; with a context given, it is looked for there only. */
function spanOf(context: Context | undefined): SpanContext | undefined {
  try {
    const span = trace.getSpan(context ?? contextApi.active())?.spanContext()
    return span !== undefined && (span.traceFlags & 1) === 1 && isSpanContextValid(span) ? span : undefined
  } catch (error) {
    swallow('exemplar context', error)
    return undefined
  }
}

function filteredOf(candidate: Candidate, series: Attributes): Attributes {
  if (candidate.original === undefined) return NONE
  return attributesBeyond(cleanAttributes(candidate.original, candidate.instrument).attributes, series)
}
