import { type Collectable, DataPointType, pointsOf } from '../../../src/points/index.ts'

/** All readers collect and read every point; what the last one saw of our histograms. */
export async function seenBy(
  readers: readonly Collectable[],
): Promise<{ records: number; exemplars: number }> {
  let seen = { records: 0, exemplars: 0 }
  for (const reader of readers) {
    seen = { records: 0, exemplars: 0 }
    const { resourceMetrics } = await reader.collect()
    for (const { metrics } of resourceMetrics.scopeMetrics) {
      for (const metric of metrics) {
        if (metric.dataPointType !== DataPointType.HISTOGRAM) continue
        if (!metric.descriptor.name.startsWith('bench_')) continue
        for (const { value, exemplars } of pointsOf(metric)) {
          seen.records += value.count
          seen.exemplars += exemplars?.length ?? 0
        }
      }
    }
  }
  return seen
}
