import type {
  Attributes,
  Context,
  Counter,
  Gauge,
  Histogram,
  MeterProvider,
  Observable,
  ObservableCounter,
  ObservableGauge,
  ObservableUpDownCounter,
  UpDownCounter,
} from '@opentelemetry/api'

/** One series of a counter or up-down counter: what `bind` returns. Recording through it looks nothing up. */
export interface BoundCounter {
  /** Adds `value`; `context` is where an exemplar's span is looked for (default: the active context). */
  add(value: number, context?: Context): void
}

/** One series of a gauge or histogram: what `bind` returns. Recording through it looks nothing up. */
export interface BoundRecorder {
  /** Records `value`; `context` is where an exemplar's span is looked for (default: the active context). */
  record(value: number, context?: Context): void
}

/** What our synchronous instruments have beyond the API's. */
export interface Bindable<Bound> {
  /**
   * The series of these attributes, resolved once: attribute filters and the cardinality limit apply now, and
   * recording through the result gives exactly what the unbound call would. Follows "Bind" of the OpenTelemetry
   * metrics API (status Development).
   */
  bind(attributes?: Attributes): Bound
  /**
   * Takes the series out; its next record, bound or not, starts it anew with a new start time.
   * @returns whether there was such a series
   */
  remove(attributes?: Attributes): boolean
}

/** A counter of the API that can be bound to one series. */
export interface BindableCounter extends Counter, Bindable<BoundCounter> {}
/** An up-down counter of the API that can be bound to one series. */
export interface BindableUpDownCounter extends UpDownCounter, Bindable<BoundCounter> {}
/** A gauge of the API that can be bound to one series. */
export interface BindableGauge extends Gauge, Bindable<BoundRecorder> {}
/** A histogram of the API that can be bound to one series. */
export interface BindableHistogram extends Histogram, Bindable<BoundRecorder> {}

export type { MeterProvider, Observable, ObservableCounter, ObservableGauge, ObservableUpDownCounter }
