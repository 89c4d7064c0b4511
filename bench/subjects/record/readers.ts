import { MetricReader } from '@opentelemetry/sdk-metrics'
import { type Collectable, DataPointType, pointsOf } from '../../../src/points/index.ts'

/** A pull reader, cumulative, that is collected when the benchmark says so. */
export class CollectingReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

/** Collects, reads every point as an exporter would, and returns how many records they hold in all. */
export async function recordsSeen(reader: Collectable): Promise<number> {
  const { resourceMetrics, errors } = await reader.collect()
  if (errors.length > 0) throw errors[0]
  let seen = 0
  for (const scope of resourceMetrics.scopeMetrics) {
    for (const metric of scope.metrics) {
      if (metric.descriptor.name !== 'bench_total' && metric.descriptor.name !== 'bench_seconds') continue
      if (metric.dataPointType === DataPointType.HISTOGRAM) {
        for (const point of pointsOf(metric)) seen += point.value.count
      } else if (metric.dataPointType === DataPointType.SUM) {
        for (const point of pointsOf(metric)) seen += point.value
      }
    }
  }
  return seen
}
