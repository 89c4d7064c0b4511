/** `OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION` of the specification. */
export type HistogramAggregation = 'explicit_bucket_histogram' | 'base2_exponential_bucket_histogram'

/** An aggregation of the SDK's: `AggregationType.DEFAULT` or `EXPONENTIAL_HISTOGRAM`, as numbers. */
export interface SelectedAggregation {
  readonly type: 0 | 5
}

/** Which aggregation an instrument has that no view gives one. */
export function aggregationOf(histograms: HistogramAggregation, instrumentType: string): SelectedAggregation {
  const isExponential = histograms === 'base2_exponential_bucket_histogram' && instrumentType === 'HISTOGRAM'
  return { type: isExponential ? 5 : 0 }
}
