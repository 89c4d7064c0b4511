import { AggregationTemporality } from '../points/index.ts'

/** `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE` of the specification. */
export type TemporalityPreference = 'cumulative' | 'delta' | 'lowmemory'

/** Instrument types, by the SDK's names, whose points are differences under each preference. */
const delta: Readonly<Record<TemporalityPreference, ReadonlySet<string>>> = {
  cumulative: new Set(),
  delta: new Set(['COUNTER', 'OBSERVABLE_COUNTER', 'HISTOGRAM', 'GAUGE', 'OBSERVABLE_GAUGE']),
  lowmemory: new Set(['COUNTER', 'HISTOGRAM']),
}

/**
 * Which temporality an instrument has under a preference. Follows the OTLP metrics exporter of the specification;
 * gauges, which have no temporality, are listed where the official exporter lists them.
 */
export function temporalityOf(
  preference: TemporalityPreference,
  instrumentType: string,
): AggregationTemporality {
  return delta[preference].has(instrumentType)
    ? AggregationTemporality.DELTA
    : AggregationTemporality.CUMULATIVE
}
