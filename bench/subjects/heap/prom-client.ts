import { trace } from '@opentelemetry/api'
import { Histogram, type OpenMetricsContentType, Registry } from 'prom-client'
import { recordsIn } from '../../receiver/index.ts'
import { bounds, histogramName } from '../../workload/index.ts'
import type { CreateStore } from './store.ts'

/** The declarations take the metric's own label names only; any name works, and these are Prometheus' own. */
type ExemplarLabels = Record<string, string>

/** prom-client with exemplars, which it takes from the caller, and two scrapes for two readers. */
export const createStore: CreateStore = async (count) => {
  const registry = new Registry<OpenMetricsContentType>()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  const histograms = Array.from({ length: count }, (_, at) => {
    const name = histogramName(at)
    return new Histogram({
      name,
      help: name,
      labelNames: ['shard', 'route'],
      buckets: bounds,
      enableExemplars: true,
      registers: [registry],
    })
  })
  return {
    record(histogram, value, labels) {
      const { traceId = '', spanId = '' } = trace.getActiveSpan()?.spanContext() ?? {}
      histograms[histogram]?.observe({
        labels,
        value,
        exemplarLabels: { trace_id: traceId, span_id: spanId } as ExemplarLabels,
      })
    },
    async collect() {
      await registry.metrics()
      const body = await registry.metrics()
      return { records: recordsIn(Buffer.from(body)), exemplars: body.match(/# \{trace_id=/g)?.length ?? 0 }
    },
  }
}
