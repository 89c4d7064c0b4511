import { BoundMeterProvider } from '../../../src/instruments/index.ts'
import { LabelledMeter } from '../../../src/instruments/labelled/index.ts'
import { bounds, histogramName } from '../../workload/index.ts'
import { CollectingReader } from '../record/readers.ts'
import { seenBy } from './seen.ts'
import type { CreateStore } from './store.ts'

/** Through what the metrics of a domain meter are made of. */
export const createStore: CreateStore = async (count) => {
  const readers = [new CollectingReader(), new CollectingReader()]
  const meter = new LabelledMeter({
    scope: { name: 'bench' },
    meterProvider: new BoundMeterProvider({ readers }),
  })
  const histograms = Array.from({ length: count }, (_, at) =>
    meter.histogram({
      type: 'histogram',
      name: histogramName(at),
      description: 'Durations',
      unit: 's',
      buckets: bounds,
      labels: [
        { key: 'shard', attribute: 'shard', bound: 10 },
        { key: 'route', attribute: 'route', bound: 100 },
      ],
    }),
  )
  return {
    record: (histogram, value, labels) => histograms[histogram]?.record(value, labels),
    collect: () => seenBy(readers),
  }
}
