import type { MetricNames } from './metric-names.ts'
import { quantile } from './quantile.ts'
import type { Series, Snapshot } from './snapshot.ts'
import type { OperationRow } from './status.ts'

/**
 * What every operation did between two snapshots, the busiest first. Rates, errors and quantiles are differences of
 * the cumulative series, as Prometheus's `rate` and `histogram_quantile` would have them.
 *
 * @param before `undefined` for everything since the start of the process
 * @param sinceStart seconds since the start, for the rates when there is no `before`
 */
export function operationRows(
  names: MetricNames,
  now: Snapshot,
  before: Snapshot | undefined,
  sinceStart: number,
): OperationRow[] {
  const seconds = before === undefined ? sinceStart : now.at - before.at
  if (!(seconds > 0)) return []
  const earlier = new Map(
    (before?.metrics.get(names.spanDuration) ?? []).map((series) => [
      series.labels.operation,
      series.histogram,
    ]),
  )
  const errorsNow = errorsByOperation(now.metrics.get(names.spansWithErrors) ?? [])
  const errorsBefore = errorsByOperation(before?.metrics.get(names.spansWithErrors) ?? [])
  const rows: OperationRow[] = []
  for (const { labels, histogram } of now.metrics.get(names.spanDuration) ?? []) {
    const operation = labels.operation
    if (operation === undefined || histogram === undefined) continue
    const was = earlier.get(operation)
    const counts = histogram.counts.map((count, index) => count - (was?.counts[index] ?? 0))
    const count = histogram.count - (was?.count ?? 0)
    rows.push({
      operation,
      count,
      rate: count / seconds,
      errors: ((errorsNow.get(operation) ?? 0) - (errorsBefore.get(operation) ?? 0)) / seconds,
      p50: quantile(0.5, histogram.boundaries, counts),
      p95: quantile(0.95, histogram.boundaries, counts),
    })
  }
  return rows.sort((a, b) => b.rate - a.rate || a.operation.localeCompare(b.operation))
}

function errorsByOperation(series: readonly Series[]): Map<string, number> {
  const errors = new Map<string, number>()
  for (const { labels, number } of series) {
    const operation = labels.operation ?? ''
    errors.set(operation, (errors.get(operation) ?? 0) + (number ?? 0))
  }
  return errors
}
