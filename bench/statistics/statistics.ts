/** How one set of samples is spread: the median and the quartiles, which a few disturbed rounds do not move. */
export interface Spread {
  readonly median: number
  readonly q1: number
  readonly q3: number
  readonly min: number
  readonly max: number
  /** Median absolute deviation from the median. */
  readonly mad: number
  /** The interval that holds the median with at least 95 % confidence; as wide as min to max below 6 samples. */
  readonly interval: readonly [low: number, high: number]
  readonly samples: number
}

/** The value below which the share `at` of the samples lies, linear between neighbours (type 7, as NumPy and R do). */
export function quantile(samples: readonly number[], at: number): number {
  if (samples.length === 0)
    throw new Error('A quantile of no samples was asked for; take at least one sample.')
  const sorted = ascending(samples)
  const position = (sorted.length - 1) * at
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return low + (high - low) * (position - below)
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5)
}

export function spread(samples: readonly number[]): Spread {
  const middle = median(samples)
  return {
    median: middle,
    q1: quantile(samples, 0.25),
    q3: quantile(samples, 0.75),
    min: quantile(samples, 0),
    max: quantile(samples, 1),
    mad: median(samples.map((sample) => Math.abs(sample - middle))),
    interval: medianInterval(samples),
    samples: samples.length,
  }
}

/**
 * A confidence interval of the median that assumes nothing about the distribution: the order statistics between which
 * it lies with at least the given confidence, from the binomial distribution with p = 1/2.
 */
export function medianInterval(samples: readonly number[], confidence = 0.95): readonly [number, number] {
  const sorted = ascending(samples)
  const count = sorted.length
  const tail = (1 - confidence) / 2
  let cumulative = 0
  let probability = 0.5 ** count
  let outside = 0
  for (let k = 0; k < Math.floor(count / 2); k++) {
    cumulative += probability
    if (cumulative > tail) break
    outside = k + 1
    probability *= (count - k) / (k + 1)
  }
  const low = Math.max(0, outside - 1)
  return [sorted[low] ?? Number.NaN, sorted[count - 1 - low] ?? Number.NaN]
}

/** Sample by sample: what the first series had, compared with what the second had in the same round. */
export function pairwise(
  ours: readonly number[],
  theirs: readonly number[],
  compare: (our: number, their: number) => number,
): number[] {
  if (ours.length !== theirs.length) {
    throw new Error(
      `Rounds are compared in pairs, but there are ${ours.length} on one side and ${theirs.length} on the other.`,
    )
  }
  return ours.map((our, round) => compare(our, theirs[round] ?? Number.NaN))
}

function ascending(samples: readonly number[]): number[] {
  return [...samples].sort((a, b) => a - b)
}
