import type { Contender, Measured } from '../harness/index.ts'
import { median, pairwise, quantile, type Spread, spread } from '../statistics/index.ts'
import type { Benchmark, Comparison } from './benchmark.ts'

export type Verdict =
  /** The bar is met. */
  | 'pass'
  /** It is not. */
  | 'fail'
  /** Met or not, but the bar lies within the interval of the median: another run may say otherwise. */
  | 'pass, close'
  | 'fail, close'
  /** There is no bar, or the run was too short to judge. */
  | 'not judged'

/** One comparison with its figure. */
export interface Judged {
  readonly title: string
  readonly quantity: string
  readonly kind: Comparison['kind']
  /** What it was compared with; absent for plain values. */
  readonly against?: string
  /** What is held against the bar. */
  readonly figure: number
  /** The figure of each round, spread. */
  readonly spread: Spread
  readonly atMost?: number
  readonly verdict: Verdict
}

/** Computes every comparison of a benchmark. A ratio or difference is taken within each round, then its median. */
export function judge(benchmark: Benchmark, measured: Measured, quick: boolean): Judged[] {
  return benchmark.comparisons
    .map((comparison) => compare(benchmark, measured, comparison, quick))
    .filter((judged) => judged !== undefined)
}

function compare(
  benchmark: Benchmark,
  measured: Measured,
  comparison: Comparison,
  quick: boolean,
): Judged | undefined {
  const { title, quantity, kind, atMost } = comparison
  const ours = samplesOf(measured, comparison.of ?? 'spanmeter', quantity)
  if (ours === undefined) return undefined
  const common = { title, quantity, kind, ...(atMost === undefined ? {} : { atMost }) }

  if (comparison.kind === 'value') {
    const values = spread(ours)
    const figure = comparison.at === 'p99' ? quantile(ours, 0.99) : values.median
    return { ...common, figure, spread: values, verdict: verdictOf(figure, [figure, figure], atMost, quick) }
  }
  const against =
    comparison.against === 'fastest peer'
      ? fastestPeer(benchmark.contenders, measured, quantity)
      : comparison.against
  const theirs = against === undefined ? undefined : samplesOf(measured, against, quantity)
  if (against === undefined || theirs === undefined) return undefined
  const values = spread(
    pairwise(ours, theirs, kind === 'ratio' ? (our, their) => our / their : (our, their) => our - their),
  )
  const figure = values.median
  return {
    ...common,
    against,
    figure,
    spread: values,
    verdict: verdictOf(figure, values.interval, atMost, quick),
  }
}

/** The peer with the smallest median of this quantity. */
function fastestPeer(
  contenders: readonly Contender[],
  measured: Measured,
  quantity: string,
): string | undefined {
  let fastest: { name: string; median: number } | undefined
  for (const { name, role } of contenders) {
    const samples = role === 'peer' ? samplesOf(measured, name, quantity) : undefined
    if (samples === undefined) continue
    const middle = median(samples)
    if (fastest === undefined || middle < fastest.median) fastest = { name, median: middle }
  }
  return fastest?.name
}

function samplesOf({ series }: Measured, contender: string, quantity: string): number[] | undefined {
  return series.find((one) => one.contender === contender && one.quantity === quantity)?.samples
}

function verdictOf(
  figure: number,
  [low, high]: readonly [number, number],
  atMost: number | undefined,
  quick: boolean,
): Verdict {
  if (atMost === undefined || quick) return 'not judged'
  const close = low <= atMost && atMost < high
  if (figure <= atMost) return close ? 'pass, close' : 'pass'
  return close ? 'fail, close' : 'fail'
}
