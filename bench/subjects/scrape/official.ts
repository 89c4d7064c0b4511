import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { bounds, manyHistograms } from '../../workload/index.ts'
import { CollectingReader } from '../record/readers.ts'
import type { CreateScrapable } from './scrapable.ts'
import { serve } from './serve.ts'

/** The official SDK with two readers, scraped through its own exporter, set so that it writes what the others write. */
export const createScrapable: CreateScrapable = async (seriesCount) => {
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
  })
  const second = new CollectingReader()
  const meter = new MeterProvider({ readers: [exporter, second] }).getMeter('bench')
  const histograms = manyHistograms(seriesCount, (name, description) => {
    const histogram = meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: bounds },
    })
    return (labels) => (value) => histogram.record(value, labels)
  })
  const url = await serve((request, response) => exporter.getMetricsRequestHandler(request, response))
  return {
    url,
    touch() {
      histograms.touch()
      // A reader that never collects makes the SDK keep all that the other one has seen.
      void second.collect()
    },
  }
}
