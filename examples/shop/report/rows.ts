import { quantile } from './quantile.ts'
import type { Series, Snapshot } from './snapshot.ts'
import type { Row } from './status.ts'

/** The stretch between two snapshots; `before` is `undefined` for everything since the start of the process. */
export interface Stretch {
  readonly now: Snapshot
  readonly before: Snapshot | undefined
  readonly seconds: number
}

/** What a table is made of: a histogram of durations, and the counter that has the errors among its series. */
export interface RowSource {
  readonly durations: string
  readonly errors: string
  /** The labels that make a row of its own. */
  readonly by: readonly string[]
  readonly isError: (series: Series) => boolean
}

/**
 * One row per combination of labels, the busiest first. Rates, errors and quantiles are differences of the cumulative
 * series, as Prometheus's `rate` and `histogram_quantile` would have them.
 */
export function rowsOf(
  { now, before, seconds }: Stretch,
  source: RowSource,
): { row: Row; labels: Series['labels'] }[] {
  if (!(seconds > 0)) return []
  const keyOf = ({ labels }: Series): string => JSON.stringify(source.by.map((label) => labels[label]))
  const earlier = new Map(
    (before?.metrics.get(source.durations) ?? []).map((series) => [keyOf(series), series.histogram]),
  )
  const errorsIn = (snapshot: Snapshot | undefined): Map<string, number> => {
    const errors = new Map<string, number>()
    for (const series of snapshot?.metrics.get(source.errors) ?? []) {
      if (!source.isError(series)) continue
      errors.set(keyOf(series), (errors.get(keyOf(series)) ?? 0) + (series.number ?? 0))
    }
    return errors
  }
  const errorsNow = errorsIn(now)
  const errorsBefore = errorsIn(before)
  const rows = (now.metrics.get(source.durations) ?? []).flatMap((series) => {
    const { histogram, labels } = series
    if (histogram === undefined) return []
    const key = keyOf(series)
    const was = earlier.get(key)
    const counts = histogram.counts.map((count, index) => count - (was?.counts[index] ?? 0))
    const count = histogram.count - (was?.count ?? 0)
    const row: Row = {
      count,
      rate: count / seconds,
      errors: ((errorsNow.get(key) ?? 0) - (errorsBefore.get(key) ?? 0)) / seconds,
      p50: quantile(0.5, histogram.boundaries, counts),
      p95: quantile(0.95, histogram.boundaries, counts),
    }
    return [{ row, labels, key }]
  })
  return rows.sort((a, b) => b.row.rate - a.row.rate || a.key.localeCompare(b.key))
}
