/** Which values of a label count: one, some, all that a regular expression matches whole, or all but one. */
export type Condition<Value extends string | number = string | number> =
  | Value
  | readonly Value[]
  | { readonly matches: string }
  | { readonly not: Value }

/** By label, under the domain's own name. */
export type Where = Readonly<Record<string, Condition>>

interface OfMetric {
  /** Key of the metric in its catalog. */
  readonly of: string
  readonly where?: Where
  /** Labels that stay; everything else is aggregated away. */
  readonly by?: readonly string[]
}

/** Events per second or per minute, from a counter or the count of a histogram. */
export interface RateQuery extends OfMetric {
  readonly show: 'rate'
  /** Default `second`. */
  readonly per?: 'second' | 'minute'
}

/** Events over the window: of an alert its own, of a panel the range that is on screen. */
export interface IncreaseQuery extends OfMetric {
  readonly show: 'increase'
}

/**
 * Part by whole, each aggregated before it is divided. A part that has no series yet counts as 0 while the whole has;
 * nothing happened at all is no number.
 */
export interface RatioQuery extends OfMetric {
  readonly show: 'ratio'
  readonly to: { readonly of: string; readonly where?: Where }
}

/** Quantiles of a histogram, over the sum of its buckets. */
export interface QuantileQuery extends OfMetric {
  readonly show: 'quantile'
  /** Between 0 and 1. */
  readonly quantiles: readonly number[]
}

/** A gauge as it is. */
export interface ValueQuery extends OfMetric {
  readonly show: 'value'
  /** How processes are put together: `sum` for what each has of its own, `max` for what they share or for states. */
  readonly join: 'sum' | 'max' | 'min' | 'avg'
}

/** The busiest label values of a counter, by events per second. */
export interface TopQuery extends OfMetric {
  readonly show: 'top'
  readonly count: number
}

/** How a histogram is spread, over time. */
export interface HeatmapQuery extends OfMetric {
  readonly show: 'heatmap'
}

/**
 * PromQL of one's own, for what the other queries cannot say. Metrics and labels are named by their keys in the catalog
 * (`published`, `processingDuration_bucket`), so that a system's names are followed; `job`, `instance` and `source` are
 * put into every selector; an alert keeps `job` in every aggregation, and looks at the jobs of its own system where it
 * asks for what is `absent`. `[$window]` is the range of rates, `[$span]` that of increases. What the catalog does not
 * have, and what gives a wrong number, is refused when artifacts are rendered.
 *
 * @example
 * const query = { show: 'promql', text: 'sum by (kind) (rate(sent[$window])) > 2 * sum by (kind) (rate(sent[$window] offset 1d))', by: ['kind'] }
 */
export interface PromqlQuery {
  readonly show: 'promql'
  readonly text: string
  /** Labels that the answer has: for legends, and for what an alert says. */
  readonly by?: readonly string[]
}

/** A question in the vocabulary: about a metric of the catalog. */
export type MetricQuery =
  | RateQuery
  | IncreaseQuery
  | RatioQuery
  | QuantileQuery
  | ValueQuery
  | TopQuery
  | HeatmapQuery

/** One question that has one answer per series. */
export type SingleQuery = MetricQuery | PromqlQuery

/** Several questions in one panel, by what they are called there. */
export interface CompareQuery {
  readonly show: 'compare'
  readonly queries: Readonly<
    Record<string, RateQuery | IncreaseQuery | RatioQuery | ValueQuery | PromqlQuery>
  >
}

/** What a panel asks. */
export type Query = SingleQuery | CompareQuery
