/**
 * A quantile of a histogram, as Prometheus's `histogram_quantile` estimates it: linear within the bucket it falls in.
 * What falls above the last boundary is reported as that boundary.
 *
 * @param boundaries ascending upper bounds
 * @param counts how many fell into each bucket, one more than boundaries
 * @returns `undefined` while nothing was counted
 */
export function quantile(
  q: number,
  boundaries: readonly number[],
  counts: readonly number[],
): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total <= 0) return undefined
  const rank = q * total
  let below = 0
  for (let index = 0; index < boundaries.length; index++) {
    const count = counts[index] ?? 0
    const upper = boundaries[index] ?? 0
    if (count > 0 && below + count >= rank) {
      const lower = index === 0 ? Math.min(0, upper) : (boundaries[index - 1] ?? 0)
      return lower + (upper - lower) * Math.max(0, (rank - below) / count)
    }
    below += count
  }
  return boundaries.at(-1)
}
