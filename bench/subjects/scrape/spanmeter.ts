import { createMetricsHandler } from '../../../src/exposition/index.ts'
import { BoundMeterProvider } from '../../../src/instruments/index.ts'
import { collectLazily } from '../../../src/points/index.ts'
import { bounds, manyHistograms } from '../../workload/index.ts'
import { CollectingReader } from '../record/readers.ts'
import type { CreateScrapable } from './scrapable.ts'
import { serve } from './serve.ts'

export const createScrapable: CreateScrapable = async (seriesCount) => {
  const reader = new CollectingReader()
  // As `startObservability` does it: points are read when their turn comes.
  collectLazily(reader)
  const second = new CollectingReader()
  const meter = new BoundMeterProvider({ readers: [reader, second] }).getMeter('bench')
  const histograms = manyHistograms(seriesCount, (name, description) => {
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
  return {
    url: await serve(createMetricsHandler({ reader })),
    touch() {
      histograms.touch()
      void second.collect()
    },
  }
}
