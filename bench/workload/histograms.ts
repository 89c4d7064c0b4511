import { generator } from './plan.ts'

/** Series of each histogram, below every library's default limit. */
export const seriesPerHistogram = 1000

export type HistogramLabels = { readonly shard: string; readonly route: string }

// Made once: an application's label values are mostly its own constants, and belong to no series.
const shards = Array.from({ length: 10 }, (_, at) => `shard-${at}`)
const routes = Array.from({ length: 100 }, (_, at) => `/route/${at}`)

/** The labels of the series of one histogram: 10 shards × 100 routes. */
export function histogramLabels(series: number): HistogramLabels {
  return { shard: shards[series % 10] ?? '', route: routes[Math.floor(series / 10)] ?? '' }
}

export function histogramName(histogram: number): string {
  return `bench_${histogram}_seconds`
}

/** One series that can be recorded to. */
export type Record = (value: number) => void

/**
 * All series of many histograms, each of which moves once per `touch`, with the same values for every contender: no
 * scrape finds what the last one rendered.
 */
export function manyHistograms(
  seriesCount: number,
  make: (name: string, help: string) => (labels: HistogramLabels) => Record,
): { touch(): void } {
  const records: Record[] = []
  for (let histogram = 0; histogram * seriesPerHistogram < seriesCount; histogram++) {
    const series = make(histogramName(histogram), `Durations of kind ${histogram}`)
    for (let at = 0; at < seriesPerHistogram; at++) records.push(series(histogramLabels(at)))
  }
  const random = generator(7)
  return {
    touch() {
      for (const record of records) record(1e-4 * 10 ** (random() * 6))
    },
  }
}
