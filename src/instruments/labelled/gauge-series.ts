import type { Attributes } from '@opentelemetry/api'
import type { GaugeObserver, Reading } from './gauge-observer.ts'
import type { MetricDeclaration } from './types.ts'
import type { Fitted } from './value-limits.ts'

/** How values of one series become one. */
export type Join = NonNullable<MetricDeclaration['join']>

type SourceOptions = Pick<GaugeSource, 'series' | 'key' | 'labels' | 'attributes'>

/**
 * What one source says about a gauge series. Sources differ in labels that the metric drops, so one series may have
 * several; each has a recorded value, observers, or both.
 */
export class GaugeSource {
  readonly series: GaugeSeries
  readonly key: string
  /** Resolved values of all labels of the declaration, dropped ones too, by label key. */
  readonly labels: ReadonlyMap<string, string | undefined>
  /** As it would be exported by itself: not the series' own where that takes what is past a limit. */
  readonly attributes: Attributes
  value: number | undefined
  readonly observers = new Set<GaugeObserver>()
  removed = false

  constructor({ series, key, labels, attributes }: SourceOptions) {
    this.series = series
    this.key = key
    this.labels = labels
    this.attributes = attributes
  }

  get isEmpty(): boolean {
    return this.value === undefined && this.observers.size === 0
  }

  /** What was recorded, and what each observer answers. */
  *readings(): Iterable<Reading | Promise<Reading>> {
    yield this.value
    for (const observer of this.observers) yield observer.reading()
  }
}

/** One exported series of a gauge: the join of its sources. */
export class GaugeSeries {
  readonly key: string
  readonly attributes: Attributes
  /** What its sources are recorded as. */
  readonly fitted: Fitted
  readonly sources = new Map<string, GaugeSource>()

  constructor(key: string, attributes: Attributes, fitted: Fitted) {
    this.key = key
    this.attributes = attributes
    this.fitted = fitted
  }

  /** Whether it takes what is past the limits of labels. */
  get isBeyond(): boolean {
    return this.fitted.exceeded.length > 0
  }

  /** At once, unless an observer has to ask elsewhere. */
  read(join: Join): Reading | Promise<Reading> {
    let joined: Reading
    const late: Promise<Reading>[] = []
    for (const source of this.sources.values()) {
      for (const reading of source.readings()) {
        if (reading instanceof Promise) late.push(reading)
        else joined = joinValues(joined, reading, join)
      }
    }
    if (late.length === 0) return joined
    return Promise.all(late).then((readings) =>
      readings.reduce((value, reading) => joinValues(value, reading, join), joined),
    )
  }
}

/** Two values of one series as one; an absent one says nothing. */
export function joinValues(left: Reading, right: Reading, join: Join): Reading {
  if (left === undefined) return right
  if (right === undefined) return left
  return join === 'sum' ? left + right : Math[join](left, right)
}
