import type { Contender, Measured } from '../harness/index.ts'

/** How much is done: `--rounds` and `--quick` decide. */
export interface Effort {
  /** Set by `--rounds`; otherwise each benchmark has its own number. */
  readonly rounds?: number
  /** Small sizes and few rounds: shows that everything runs, measures nothing. */
  readonly quick: boolean
}

/** What a figure of ours is held against, and the bar that it must not exceed. */
export type Comparison = {
  readonly quantity: string
  /** What the figure is called in the output. */
  readonly title: string
  /** Absent: printed, not judged. */
  readonly atMost?: number
  /** The contender that is judged. Default `spanmeter`. */
  readonly of?: string
} & (
  | { readonly kind: 'ratio'; readonly against: 'fastest peer' | (string & {}) }
  | { readonly kind: 'difference'; readonly against: string }
  | { readonly kind: 'value'; readonly at: 'median' | 'p99' }
)

export interface Benchmark {
  readonly name: string
  readonly title: string
  readonly contenders: readonly Contender[]
  /** The unit of each quantity, in the order in which they are printed. */
  readonly units: Readonly<Record<string, 'ns' | 'ms' | 'B' | 'MB'>>
  readonly comparisons: readonly Comparison[]
  measure(effort: Effort): Promise<Measured>
}
