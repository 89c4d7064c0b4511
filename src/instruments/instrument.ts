import type { MetricOptions } from '@opentelemetry/api'

/**
 * The kinds of instruments. The strings are those of the official SDK's enumeration of this name.
 *
 * @example
 * const views = [{ instrumentType: InstrumentType.HISTOGRAM, aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }]
 */
export const InstrumentType = {
  COUNTER: 'COUNTER',
  GAUGE: 'GAUGE',
  HISTOGRAM: 'HISTOGRAM',
  UP_DOWN_COUNTER: 'UP_DOWN_COUNTER',
  OBSERVABLE_COUNTER: 'OBSERVABLE_COUNTER',
  OBSERVABLE_GAUGE: 'OBSERVABLE_GAUGE',
  OBSERVABLE_UP_DOWN_COUNTER: 'OBSERVABLE_UP_DOWN_COUNTER',
} as const
export type InstrumentType = (typeof InstrumentType)[keyof typeof InstrumentType]

/**
 * What an instrument is created with: the API's options, plus how long a series may stay without a record.
 *
 * @example
 * meter.createCounter('shop_sessions_total', { unit: '', idleMillis: 3_600_000 })
 */
export interface InstrumentOptions extends MetricOptions {
  /**
   * A series without a record for this many milliseconds is removed at the next collection; its next record starts it
   * anew. Default: the provider's `idleMillis`, and without that a series stays for good.
   */
  idleMillis?: number
}

/** One instrument as its creator described it, every default filled in. */
export interface Descriptor {
  readonly name: string
  readonly type: InstrumentType
  readonly description: string
  readonly unit: string
  /** 0 for integers, 1 for doubles. */
  readonly valueType: number
  readonly boundaries: readonly number[] | undefined
  readonly idleMillis: number | undefined
}

/** Whether measurements of this kind may be negative (and sums of them are then no `sum` of a histogram point). */
export function allowsNegative(type: InstrumentType): boolean {
  return (
    type === InstrumentType.UP_DOWN_COUNTER ||
    type === InstrumentType.GAUGE ||
    type === InstrumentType.OBSERVABLE_GAUGE ||
    type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER
  )
}

/** Whether a sum over measurements of this kind only ever grows. */
export function isMonotonic(type: InstrumentType): boolean {
  return (
    type === InstrumentType.COUNTER ||
    type === InstrumentType.OBSERVABLE_COUNTER ||
    type === InstrumentType.HISTOGRAM
  )
}

/** Whether values come from a callback at collection instead of calls of the application. */
export function isObservable(type: InstrumentType): boolean {
  return (
    type === InstrumentType.OBSERVABLE_COUNTER ||
    type === InstrumentType.OBSERVABLE_GAUGE ||
    type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER
  )
}
