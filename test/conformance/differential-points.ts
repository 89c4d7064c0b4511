import type {
  Attributes,
  CollectionResult,
  ExponentialHistogramValue,
  HistogramValue,
} from '../../src/points/index.ts'

/** One collection, in a form in which two SDKs can be compared: metric name → series → what must be equal. */
export type Comparable = Map<string, { metric: object; series: Map<string, unknown> }>

/** The series' identity, whatever the order of its keys; -0 and 0 are one value. */
export function seriesKey(attributes: Attributes): string {
  const keys = Object.keys(attributes).sort()
  return JSON.stringify(keys.map((key) => [key, attributes[key]]))
}

/** Everything but times, in an order of its own. */
export function comparable(result: CollectionResult): Comparable {
  const metrics: Comparable = new Map()
  for (const { scope, metrics: ofScope } of result.resourceMetrics.scopeMetrics) {
    for (const metric of ofScope) {
      const series = new Map<string, unknown>()
      for (const point of metric.dataPoints)
        series.set(seriesKey(point.attributes), comparableValue(point.value))
      const { name, description, unit, valueType } = metric.descriptor
      metrics.set(`${scope.name}/${name}`, {
        metric: {
          description,
          unit,
          valueType,
          type: metric.dataPointType,
          temporality: metric.aggregationTemporality,
          monotonic: 'isMonotonic' in metric ? metric.isMonotonic : undefined,
        },
        series,
      })
    }
  }
  return metrics
}

function comparableValue(value: number | HistogramValue | ExponentialHistogramValue): unknown {
  if (typeof value === 'number') return unsigned(value)
  const { count } = value
  const extremes = { sum: unsigned(value.sum), min: unsigned(value.min), max: unsigned(value.max) }
  if ('buckets' in value) return { count, buckets: value.buckets, ...extremes }
  return {
    exponential: true,
    count,
    zeroCount: value.zeroCount,
    ...extremes,
    scale: value.scale,
    positive: countsByIndex(value.positive),
    negative: countsByIndex(value.negative),
  }
}

/** -0 as 0: which of the two is the minimum of both is nobody's business. */
function unsigned(value: number | undefined): number | undefined {
  return value === 0 ? 0 : value
}

/** The buckets of one side that are not empty. */
export type CountsByIndex = ReadonlyMap<number, number>

function countsByIndex(side: { offset: number; bucketCounts: readonly number[] }): CountsByIndex {
  return new Map(
    side.bucketCounts.flatMap((count, i) => (count === 0 ? [] : [[side.offset + i, count] as const])),
  )
}

interface ComparableExponential {
  exponential: true
  scale: number
  positive: CountsByIndex
  negative: CountsByIndex
}

function isExponential(value: unknown): value is ComparableExponential {
  return typeof value === 'object' && value !== null && 'exponential' in value
}

/** Two exponential histograms at the coarser of their scales; anything else as it is. */
export function atOneScale(ours: unknown, theirs: unknown): [unknown, unknown] {
  if (!isExponential(ours) || !isExponential(theirs)) return [ours, theirs]
  const scale = Math.min(ours.scale, theirs.scale)
  return [coarsened(ours, scale), coarsened(theirs, scale)]
}

function coarsened(value: ComparableExponential, scale: number): unknown {
  const by = value.scale - scale
  const shift = (counts: CountsByIndex) => {
    const shifted = new Map<number, number>()
    for (const [index, count] of counts) shifted.set(index >> by, (shifted.get(index >> by) ?? 0) + count)
    return [...shifted].sort(([a], [b]) => a - b)
  }
  return { ...value, scale, positive: shift(value.positive), negative: shift(value.negative) }
}
