/** The finest and the coarsest resolution: a bucket's bounds differ by the factor 2^(2^-scale). */
export const MAX_SCALE = 20
export const MIN_SCALE = -10

const MIN_NORMAL = 2 ** -1022
const MIN_EXPONENT = -1022
const MAX_EXPONENT = 1023

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
float[0] = -0
const HIGH = words[1] === 0 ? 0 : 1

/** The buckets of an exponential histogram on both sides of zero, which have one scale. */
export interface SidesOfZero {
  scale: number
  readonly positive: ExponentialSide
  readonly negative: ExponentialSide
}

/** Nothing on either side, at the finest scale. */
export function emptySides(): SidesOfZero {
  return { scale: MAX_SCALE, positive: new ExponentialSide(), negative: new ExponentialSide() }
}

/**
 * The bucket of a positive number at a scale: `index` such that base^index < value <= base^(index + 1).
 *
 * Powers of two are exact at every scale; elsewhere the logarithm decides, as the data model allows. Subnormal numbers
 * share the bucket of the smallest normal one.
 */
export function exponentialIndex(value: number, scale: number): number {
  float[0] = Math.max(value, MIN_NORMAL)
  // The view has exactly these two words.
  const high = words[HIGH] as number
  const exponent = ((high >>> 20) & 0x7ff) - 1023
  const isPower = (high & 0xfffff) === 0 && words[1 - HIGH] === 0
  if (scale <= 0) return (isPower ? exponent - 1 : exponent) >> -scale
  if (isPower) return exponent * 2 ** scale - 1
  const index = Math.floor(Math.log(value) * Math.LOG2E * 2 ** scale)
  return Math.min(Math.max(index, MIN_EXPONENT * 2 ** scale), (MAX_EXPONENT + 1) * 2 ** scale - 1)
}

/** The counts on one side of zero: a dense run of buckets that grows as needed. */
export class ExponentialSide {
  /** Index of the first bucket that was hit. */
  low = 0
  /** Index of the last one; below `low` while there is none. */
  high = -1
  #counts = new Float64Array(0)
  /** The index that `#counts[0]` stands for. */
  #base = 0

  /** Whether a hit at `index` keeps the run within `size` buckets. */
  fits(index: number, size: number): boolean {
    if (this.high < this.low) return true
    return Math.max(this.high, index) - Math.min(this.low, index) < size
  }

  /** Counts a hit; returns how many the bucket has had. */
  hit(index: number): number {
    if (this.high < this.low) {
      this.low = index
      this.high = index
    } else if (index < this.low) {
      this.low = index
    } else if (index > this.high) {
      this.high = index
    }
    this.#reach()
    // `#reach` made the array cover every index from low to high.
    const count = (this.#counts[index - this.#base] as number) + 1
    this.#counts[index - this.#base] = count
    return count
  }

  /** Halves the resolution `by` times. */
  coarsen(by: number): void {
    if (by <= 0 || this.high < this.low) return
    const low = this.low >> by
    const high = this.high >> by
    const counts = new Float64Array(high - low + 1)
    for (let i = this.low; i <= this.high; i++) {
      const into = (i >> by) - low
      counts[into] = (counts[into] as number) + this.at(i)
    }
    this.low = low
    this.high = high
    this.#base = low
    this.#counts = counts
  }

  at(index: number): number {
    return this.#counts[index - this.#base] ?? 0
  }

  copy(): ExponentialSide {
    const copy = new ExponentialSide()
    copy.low = this.low
    copy.high = this.high
    copy.#base = this.low
    copy.#counts = this.#counts.slice(this.low - this.#base, this.high - this.#base + 1)
    return copy
  }

  /** The buckets as a point carries them, less those of an earlier state at the same scale. */
  minus(earlier: ExponentialSide | undefined): { offset: number; bucketCounts: number[] } {
    let first = this.low
    let last = this.high
    const count = (i: number): number => this.at(i) - (earlier?.at(i) ?? 0)
    while (first <= last && count(first) === 0) first++
    while (last >= first && count(last) === 0) last--
    const bucketCounts: number[] = []
    for (let i = first; i <= last; i++) bucketCounts.push(count(i))
    return { offset: bucketCounts.length === 0 ? 0 : first, bucketCounts }
  }

  #reach(): void {
    const end = this.#base + this.#counts.length - 1
    if (this.#counts.length > 0 && this.low >= this.#base && this.high <= end) return
    const span = this.high - this.low + 1
    const room = 2 ** Math.ceil(Math.log2(span))
    // Room is left on the side on which the run grew.
    const base = this.#counts.length > 0 && this.low < this.#base ? this.high - room + 1 : this.low
    const counts = new Float64Array(room)
    for (let i = Math.max(this.#base, this.low); i <= Math.min(end, this.high); i++)
      counts[i - base] = this.at(i)
    this.#counts = counts
    this.#base = base
  }
}
