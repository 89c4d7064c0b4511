import type { Context } from '@opentelemetry/api'
import type { BoundCounter, BoundRecorder } from '../bound.ts'
import type { GaugeReader } from './gauge-observer.ts'

/** What an application may hand over as a label; it leaves the process as its string. */
export type LabelValue = string | number | boolean

/** Labels of one measurement, by the declared label names. */
export type Labels<Name extends string = string> = { readonly [Key in Name]: LabelValue }

/** One label of a metric, resolved: what the application calls it and how it leaves the process. */
export interface LabelDeclaration {
  /** The key in the object that the application hands over. */
  readonly key: string
  /** The exported label name; `false` drops the label, and what differed only in it is aggregated. */
  readonly attribute: string | false
  /** The closed set of values, if there is one; any other value is recorded as `_OTHER`. */
  readonly values?: readonly string[]
  /**
   * Maps a value to one of few, before anything else sees it. One that throws yields `_OTHER`. Equal values must give
   * equal results: what was seen before is remembered.
   */
  readonly normalise?: (value: LabelValue) => LabelValue
  /**
   * How many values an open label may take. The lint's estimate is derived from it, and how many series are remembered
   * here; it cuts nothing off by itself: `MetricDeclaration.limits` does.
   */
  readonly bound?: number
}

/** How many values of a label may have series of their own in one metric. */
export interface ValueLimit {
  /** The exported label name. */
  readonly label: string
  /** Exported names of the labels that have one value for each of its values; one more counts as a value of it. */
  readonly decides: readonly string[]
  readonly most: number
}

/** One metric, resolved: everything an OpenTelemetry instrument is created from. */
export interface MetricDeclaration {
  readonly type: 'counter' | 'upDownCounter' | 'gauge' | 'histogram'
  /** The whole exported name, `rustok_http_request_duration_seconds`. */
  readonly name: string
  readonly description: string
  /** UCUM: `s`, `By`; empty for counts, ratios and states. */
  readonly unit: string
  /** In declared order; look-up goes by value in this order. */
  readonly labels: readonly LabelDeclaration[]
  /** Labels with one value for every series of this metric. */
  readonly constant?: Readonly<Record<string, string>>
  /** Exported labels whose values are integers, as some attributes of the semantic conventions are; others are strings. */
  readonly integers?: readonly string[]
  /**
   * Labels whose values are limited. What is recorded with a value past the limit is recorded with `_OTHER` in its place,
   * and with the attribute `otel.metric.overflow=true` besides: other labels stay, and totals by them are right. On any
   * SDK, and before the instrument's own limit of series. A value is in use while one of the metric's series has it; of
   * counters and histograms, one that was not recorded for an hour gives way. A view that limits or filters the instrument
   * on a `BoundMeterProvider` comes first.
   */
  readonly limits?: readonly ValueLimit[]
  /** Histograms only: ascending upper bounds, in `unit`. */
  readonly buckets?: readonly number[]
  /** Gauges only: how several observations of one series join (dropped labels, several observers, overflow). Default `sum`. */
  readonly join?: 'sum' | 'max' | 'min'
  /** Gauges only: a level that adds up over processes is an up-down counter to others, as the semantic conventions have it. */
  readonly observedAs?: 'upDownCounter'
}

/** The labels that a declaration asks for, by name. */
export type LabelsOf<D extends MetricDeclaration> = Labels<D['labels'][number]['key']>

/** A counter (or up-down counter) whose label names are declared. Never throws. */
export interface LabelledCounter<L = Labels> {
  /** `false` while nothing that it is given goes anywhere (`disableMeters`). Absent counts as `true`. */
  readonly enabled?: boolean
  add(value: number, labels: L, context?: Context): void
  /** The hot path: labels resolved once. Survives a late start, a shutdown and a removal of the series. */
  bind(labels: L): BoundCounter
  /** Creates the series at 0, so that a rate starts at 0 and not at the first event. */
  zero(labels: L): void
  remove(labels: L): boolean
  /** The same metric with some labels fixed: what is left is asked for on each call. */
  with(labels: Partial<Labels>): LabelledCounter<Labels>
}

/** A histogram whose label names are declared. Never throws. */
export interface LabelledHistogram<L = Labels> {
  /** `false` while nothing that it is given goes anywhere (`disableMeters`). Absent counts as `true`. */
  readonly enabled?: boolean
  record(value: number, labels: L, context?: Context): void
  bind(labels: L): BoundRecorder
  remove(labels: L): boolean
  with(labels: Partial<Labels>): LabelledHistogram<Labels>
}

/**
 * A gauge whose label names are declared. Values are kept here and observed at collection, on any SDK: a series that
 * is removed, or missing from `setAll`, is gone from the next collection.
 */
export interface LabelledGauge<L = Labels> {
  /** `false` while nothing that it is given goes anywhere (`disableMeters`). Absent counts as `true`. */
  readonly enabled?: boolean
  record(value: number, labels: L): void
  bind(labels: L): BoundRecorder
  /**
   * Reads the value at every collection instead of on every change, at once or by a promise. `undefined` leaves the
   * series out of that collection; a reader that throws, rejects or takes longer than a second costs its own value only.
   * @returns disposes the observer
   */
  observe(labels: L, read: GaugeReader): Disposable
  /** Replaces all series that were recorded or set before (within the labels fixed by `with`). */
  setAll(entries: Iterable<readonly [labels: L, value: number]>): void
  remove(labels: L): boolean
  with(labels: Partial<Labels>): LabelledGauge<Labels>
}
