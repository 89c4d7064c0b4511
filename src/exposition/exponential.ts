import type { ExponentialBuckets, ExponentialHistogramValue, HistogramValue } from '../points/index.ts'

/**
 * An exponential histogram as one of explicit buckets, whose boundaries are powers of two.
 *
 * The text formats have no exponential histograms. Powers of two are boundaries at every scale from 0 up, so the
 * counts are exact, the boundaries stay put while the scale adapts, and quantiles are right within a factor of two.
 * Below scale 0 the boundaries are the buckets' own. (A value of exactly -2^n counts one bucket higher: Prometheus's
 * boundaries include the value, those of negative exponential buckets do not.)
 */
export function explicitBuckets(value: ExponentialHistogramValue): HistogramValue {
  const step = value.scale >= 0 ? 1 : 2 ** -value.scale
  const positive = wholePowers(value.positive, value.scale)
  const negative = wholePowers(value.negative, value.scale)
  const boundaries: number[] = []
  const counts: number[] = []
  const upTo = (boundary: number, count: number) => {
    const last = boundaries.length - 1
    // The smallest powers round to zero, the largest to infinity.
    if (boundary === Number.NEGATIVE_INFINITY) return
    if (last >= 0 && boundary <= (boundaries[last] ?? 0)) {
      counts[last] = (counts[last] ?? 0) + count
    } else {
      boundaries.push(boundary)
      counts.push(count)
    }
  }
  const lowest = negative.at(-1)
  if (lowest !== undefined) upTo(0 - 2 ** ((lowest.index + 1) * step), 0)
  for (const { index, count } of negative.toReversed()) upTo(0 - 2 ** (index * step), count)
  if (value.zeroCount > 0 || negative.length > 0) upTo(0, value.zeroCount)
  const first = positive[0]
  if (first !== undefined) upTo(2 ** (first.index * step), 0)
  for (const { index, count } of positive) upTo(2 ** ((index + 1) * step), count)
  if (boundaries.at(-1) === Number.POSITIVE_INFINITY) boundaries.pop()
  else counts.push(0)
  return {
    buckets: { boundaries, counts },
    count: value.count,
    ...(value.sum === undefined ? {} : { sum: value.sum }),
  }
}

/** The counts of one side at scale 0 (or at its own, below), in order, without gaps. */
function wholePowers(
  { offset, bucketCounts }: ExponentialBuckets,
  scale: number,
): Array<{ index: number; count: number }> {
  const merged: Array<{ index: number; count: number }> = []
  for (const [at, count] of bucketCounts.entries()) {
    if (count === 0) continue
    const index = scale >= 0 ? Math.floor((offset + at) * 2 ** -scale) : offset + at
    const last = merged.at(-1)
    if (last?.index === index) {
      last.count += count
      continue
    }
    for (let gap = (last?.index ?? index - 1) + 1; gap < index; gap++) merged.push({ index: gap, count: 0 })
    merged.push({ index, count })
  }
  return merged
}
