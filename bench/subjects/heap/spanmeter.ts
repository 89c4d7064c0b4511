import { BoundMeterProvider } from '../../../src/instruments/index.ts'
import { bounds, histogramName } from '../../workload/index.ts'
import { CollectingReader } from '../record/readers.ts'
import { seenBy } from './seen.ts'
import type { CreateStore } from './store.ts'

/** Through the API, as any instrumentation records. */
export const createStore: CreateStore = async (count) => {
  const readers = [new CollectingReader(), new CollectingReader()]
  const meter = new BoundMeterProvider({ readers }).getMeter('bench')
  const histograms = Array.from({ length: count }, (_, at) =>
    meter.createHistogram(histogramName(at), { unit: 's', advice: { explicitBucketBoundaries: bounds } }),
  )
  return {
    record: (histogram, value, labels) => histograms[histogram]?.record(value, labels),
    collect: () => seenBy(readers),
  }
}
