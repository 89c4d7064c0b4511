import type { CreateSubject } from '../../harness/index.ts'
import { histogramLabels, seriesPerHistogram, startTracing } from '../../workload/index.ts'
import type { CreateStore } from './store.ts'

export interface HeapRound {
  /** With every series recorded to since the last collection: what a process holds most of its time. */
  readonly running: number
  /** Right after a collection. */
  readonly collected: number
  readonly records: number
  readonly exemplars: number
}

/** One value for each of four buckets. */
const values = [0.003, 0.03, 0.3, 3]

export const create: CreateSubject = async (contender, parameters) => {
  const { tracer, ring } = startTracing(true)
  const histograms = parameters as number
  const library = (await import(`./${contender}.js`)) as { createStore: CreateStore }
  const store = await library.createStore(histograms)

  /** Each value of each series in a span of its own, so that every exemplar has ids of its own. */
  function recordAll(): void {
    for (let histogram = 0; histogram < histograms; histogram++) {
      for (let series = 0; series < seriesPerHistogram; series++) {
        for (const value of values) {
          tracer.startActiveSpan('work', (span) => {
            store.record(histogram, value, histogramLabels(series))
            span.end()
          })
        }
      }
    }
  }

  return {
    async measure(): Promise<HeapRound> {
      // Spans and the code that records are there before, or they would count as series.
      while (ring.ended < 20_000) tracer.startActiveSpan('work', (span) => span.end())
      const before = memory()
      recordAll()
      await store.collect()
      recordAll()
      const running = memory() - before
      const seen = await store.collect()
      const collected = memory() - before
      const series = histograms * seriesPerHistogram
      return { running: running / series, collected: collected / series, ...seen }
    },
  }
}

/** Live bytes: the heap, and what typed arrays hold beside it. */
function memory(): number {
  if (globalThis.gc === undefined) throw new Error('The heap is measured with --expose-gc.')
  for (let times = 0; times < 4; times++) globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
