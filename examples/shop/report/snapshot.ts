/** A measurement that leads to the trace it was made in. */
export interface SnapshotExemplar {
  readonly value: number
  readonly traceId: string
}

export interface SnapshotHistogram {
  readonly count: number
  readonly sum: number
  readonly boundaries: readonly number[]
  readonly counts: readonly number[]
}

/** One series at the moment of the snapshot: a number, or a histogram. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly number: number | undefined
  readonly histogram: SnapshotHistogram | undefined
  readonly exemplars: readonly SnapshotExemplar[]
}

/** What the shop's instruments said at one moment. */
export interface Snapshot {
  /** Seconds on a clock that only ever goes forward. */
  readonly at: number
  readonly metrics: ReadonlyMap<string, readonly Series[]>
}

/** What is read of a collection; `observability.collect()` resolves to one. */
export interface Collection {
  readonly resourceMetrics: {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly descriptor: { readonly name: string }
        readonly dataPoints: readonly {
          readonly attributes: object
          readonly value: unknown
          readonly exemplars?: readonly SnapshotExemplar[]
        }[]
      }[]
    }[]
  }
}

export function takeSnapshot(collection: Collection, at: number): Snapshot {
  const metrics = new Map<string, Series[]>()
  for (const scope of collection.resourceMetrics.scopeMetrics) {
    for (const metric of scope.metrics) {
      const series = metric.dataPoints.map((point) => ({
        labels: Object.fromEntries(
          Object.entries(point.attributes).map(([key, value]) => [key, String(value)]),
        ),
        number: typeof point.value === 'number' ? point.value : undefined,
        histogram: histogramOf(point.value),
        exemplars: (point.exemplars ?? []).map(({ value, traceId }) => ({ value, traceId })),
      }))
      metrics.set(metric.descriptor.name, [...(metrics.get(metric.descriptor.name) ?? []), ...series])
    }
  }
  return { at, metrics }
}

function histogramOf(value: unknown): SnapshotHistogram | undefined {
  if (typeof value !== 'object' || value === null || !('buckets' in value)) return undefined
  const { count, sum, buckets } = value as {
    count: number
    sum?: number
    buckets: { boundaries: readonly number[]; counts: readonly number[] }
  } // The shape of an explicit-bucket histogram point, told from the others by `buckets`.
  return { count, sum: sum ?? 0, boundaries: [...buckets.boundaries], counts: [...buckets.counts] }
}
