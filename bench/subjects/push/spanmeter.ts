import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BoundMeterProvider } from '../../../src/instruments/index.ts'
import { OtlpMetricExporter } from '../../../src/otlp/index.ts'
import { collectLazily } from '../../../src/points/index.ts'
import { bounds, manyHistograms } from '../../workload/index.ts'
import type { CreatePushable } from './pushable.ts'

/** An hour: a push happens when the benchmark says so. */
const never = 3_600_000

export const createPushable: CreatePushable = async ({ seriesCount, endpoint }) => {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OtlpMetricExporter({
      url: `${endpoint}/v1/metrics`,
      headers: {},
      protocol: 'http/protobuf',
      compression: 'none',
      timeoutMillis: 60_000,
      pushTimeoutMillis: 60_000,
      temporality: 'cumulative',
    }),
    exportIntervalMillis: never,
    exportTimeoutMillis: 60_000,
  })
  // As `startObservability` does it: points are read when their turn comes.
  collectLazily(reader)
  const meter = new BoundMeterProvider({ readers: [reader] }).getMeter('bench')
  const { touch } = manyHistograms(seriesCount, (name, description) => {
    const histogram = meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: bounds },
    })
    return (labels) => {
      const series = histogram.bind(labels)
      return (value) => series.record(value)
    }
  })
  return { touch, push: () => reader.forceFlush() }
}
