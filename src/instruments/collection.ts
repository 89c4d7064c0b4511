import type { CollectionResult, MetricData, Resource, ScopeMetrics } from '../points/index.ts'
import type { CallbackResults } from './callbacks.ts'
import { nowMillis } from './clock.ts'
import type { BoundMeter } from './meter.ts'
import type { Observation } from './observations.ts'
import type { ObservedStream } from './observed-stream.ts'
import type { MetricProducer, ReaderState } from './reader.ts'
import { RecordedStream } from './recorded-stream.ts'

/** How long callbacks may take when the reader sets no limit. */
const CALLBACK_TIMEOUT_MILLIS = 5_000

/**
 * What one reader collects from. Each collection has its own observations, so collections may overlap.
 *
 * @param meters all meters, in order of creation
 */
export function createProducer(
  reader: ReaderState,
  resource: Resource,
  meters: () => Iterable<BoundMeter>,
): MetricProducer {
  return {
    async collect(options): Promise<CollectionResult> {
      const timeoutMillis = options?.timeoutMillis ?? CALLBACK_TIMEOUT_MILLIS
      const all = [...meters()]
      const results = await Promise.all(all.map((meter) => meter.callbacks.run(timeoutMillis)))
      const at = nowMillis()
      const scopeMetrics: ScopeMetrics[] = []
      all.forEach((meter, i) => {
        const metrics = metricsOf(meter, results[i], reader, at)
        if (metrics.length > 0) scopeMetrics.push({ scope: meter.scope, metrics })
      })
      return {
        resourceMetrics: { resource, scopeMetrics },
        errors: results.flatMap((result) => result.errors),
      }
    },
  }
}

function metricsOf(
  meter: BoundMeter,
  results: CallbackResults | undefined,
  reader: ReaderState,
  at: number,
): MetricData[] {
  const observed = observedByStream(results)
  const metrics: MetricData[] = []
  for (const stream of meter.registry.streams) {
    const metric =
      stream instanceof RecordedStream
        ? stream.collect(reader, at)
        : stream.collect(stream.apply(observed.get(stream) ?? []), reader, at)
    if (metric !== undefined) metrics.push(metric)
  }
  return metrics
}

function observedByStream(results: CallbackResults | undefined): Map<ObservedStream, Observation[]> {
  const byStream = new Map<ObservedStream, Observation[]>()
  for (const [instrument, observations] of results?.observed ?? []) {
    for (const stream of instrument.streams) {
      byStream.set(stream, (byStream.get(stream) ?? []).concat(observations))
    }
  }
  return byStream
}
