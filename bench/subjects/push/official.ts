import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { bounds, manyHistograms } from '../../workload/index.ts'
import type { CreatePushable } from './pushable.ts'

/** An hour: a push happens when the benchmark says so. */
const never = 3_600_000

export const createPushable: CreatePushable = async ({ seriesCount, endpoint }) => {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: `${endpoint}/v1/metrics`, timeoutMillis: 60_000 }),
    exportIntervalMillis: never,
    exportTimeoutMillis: 60_000,
  })
  const meter = new MeterProvider({ readers: [reader] }).getMeter('bench')
  const { touch } = manyHistograms(seriesCount, (name, description) => {
    const histogram = meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: bounds },
    })
    return (labels) => (value) => histogram.record(value, labels)
  })
  return { touch, push: () => reader.forceFlush() }
}
