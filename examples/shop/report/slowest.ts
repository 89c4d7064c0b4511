import type { Series, Snapshot, SnapshotExemplar } from './snapshot.ts'

/** An exemplar in the slowest bucket that holds one, and which series and bucket it was found in. */
export interface Slowest {
  readonly labels: Readonly<Record<string, string>>
  /** Bounds of the bucket in seconds; `to` is infinite above the last boundary. */
  readonly from: number
  readonly to: number
  readonly seconds: number
  readonly traceId: string
}

/**
 * The exemplars of a histogram metric, slowest bucket first: what somebody would click on in a graph.
 * More than one is given, because the trace of the first may have been let go.
 */
export function slowestExemplars(snapshot: Snapshot, metric: string): Slowest[] {
  const found = (snapshot.metrics.get(metric) ?? []).flatMap((series) =>
    series.exemplars.map((exemplar) => located(series, exemplar)),
  )
  return found.sort((a, b) => b.seconds - a.seconds)
}

function located(series: Series, { value, traceId }: SnapshotExemplar): Slowest {
  const boundaries = series.histogram?.boundaries ?? []
  const index = boundaries.findIndex((boundary) => value <= boundary)
  const upper = index === -1 ? Number.POSITIVE_INFINITY : (boundaries[index] ?? Number.POSITIVE_INFINITY)
  const lower = index === -1 ? (boundaries.at(-1) ?? 0) : (boundaries[index - 1] ?? 0)
  return { labels: series.labels, from: lower, to: upper, seconds: value, traceId }
}
