/** Finds the bucket of a value for one set of boundaries. */
export interface BucketIndex {
  /** Ascending, with `Infinity` at the end. */
  readonly bounds: Float64Array
  /** For each class of values with the same leading bits: how many boundaries lie below all of them. */
  readonly table: Uint32Array
  readonly shift: number
  readonly first: number
  readonly last: number
  /** Whether no class holds more than one boundary. */
  readonly single: boolean
}

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
float[0] = -0
const HIGH = words[1] === 0 ? 0 : 1

/** Sign and exponent alone, and how many bits of the significand at most besides, decide the class of a value. */
const COARSEST_SHIFT = 20
const FINEST_SHIFT = 14
const MAX_TABLE = 4096

/** The table for these boundaries, which ascend and are finite. */
export function indexBuckets(boundaries: readonly number[]): BucketIndex {
  let index = tableOf(boundaries, COARSEST_SHIFT)
  for (let shift = COARSEST_SHIFT - 1; shift >= FINEST_SHIFT && !index.single; shift--) {
    const finer = tableOf(boundaries, shift)
    if (finer.table.length > MAX_TABLE) break
    index = finer
  }
  return index
}

/**
 * The bucket of a finite value: the number of boundaries below it (upper bounds are inclusive).
 *
 * The leading bits lead to the first boundary that may not be below the value. Where classes are fine enough, one
 * comparison without a branch decides; otherwise it is a step or two.
 */
export function bucketOf(index: BucketIndex, value: number): number {
  const { bounds } = index
  let bucket = 0
  if (value >= 0) {
    // Adding 0 turns -0, whose sign bit would lead astray, into 0.
    float[0] = value + 0
    // Typed arrays yield undefined only out of bounds, which `first` and `last` rule out.
    let cell = ((words[HIGH] as number) >>> index.shift) - index.first
    if (cell < 0) cell = 0
    else if (cell > index.last) cell = index.last
    bucket = index.table[cell] as number
    if (index.single) return bucket + (Number(value > (bounds[bucket] as number)) | 0)
  }
  while (value > (bounds[bucket] as number)) bucket++
  return bucket
}

function tableOf(boundaries: readonly number[], shift: number): BucketIndex {
  const positive = boundaries.filter((bound) => bound > 0)
  const smallest = positive[0] ?? 1
  const largest = positive[positive.length - 1] ?? 1
  // One class for everything below the smallest positive boundary's, one for everything above the largest's.
  const first = leadingBits(smallest, shift) - 1
  const last = leadingBits(largest, shift) + 1 - first
  const table = new Uint32Array(last + 1)
  for (let cell = 0; cell <= last; cell++) {
    const lowest = cell === 0 ? 0 : lowestOf(first + cell, shift)
    table[cell] = boundaries.filter((bound) => bound < lowest).length
  }
  // Between the lowest values of neighbouring classes lies one boundary at most.
  const single = table.every((below, cell) => (table[cell + 1] ?? below) - below <= 1)
  return { bounds: Float64Array.of(...boundaries, Infinity), table, shift, first, last, single }
}

function leadingBits(value: number, shift: number): number {
  float[0] = value
  return (words[HIGH] as number) >>> shift
}

function lowestOf(bits: number, shift: number): number {
  words[HIGH] = bits << shift
  words[1 - HIGH] = 0
  return float[0] as number
}
