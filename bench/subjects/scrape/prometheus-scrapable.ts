import { bounds, manyHistograms } from '../../workload/index.ts'
import type { PrometheusLibrary } from '../record/prometheus-recorder.ts'
import type { Scrapable } from './scrapable.ts'
import { serve } from './serve.ts'

/** `prom-client` or its successor, served as their manuals show it. */
export async function createPrometheusScrapable(
  { Histogram, register }: Pick<PrometheusLibrary, 'Histogram' | 'register'>,
  seriesCount: number,
): Promise<Scrapable> {
  const { touch } = manyHistograms(seriesCount, (name, help) => {
    const histogram = new Histogram({ name, help, labelNames: ['shard', 'route'], buckets: bounds })
    return (labels) => {
      const child = histogram.labels(labels)
      return (value) => child.observe(value)
    }
  })
  const url = await serve(async (_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    response.end(await register.metrics())
  })
  return { url, touch }
}
