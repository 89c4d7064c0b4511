import type { Judged } from '../benchmarks/index.ts'
import { figure, ratio } from './figures.ts'
import type { BenchmarkResult, BenchResult, ContenderResult } from './result.ts'

/** One benchmark as text: every contender with its spread, then every comparison with its bar. */
export function printBenchmark({ name, title, contenders, skipped, comparisons }: BenchmarkResult): string {
  const lines = [`${name}: ${title}`]
  for (const contender of contenders) lines.push(`  ${contenderLine(contender)}`)
  for (const { contender, reason } of skipped) lines.push(`  ${contender} does not run here: ${reason}`)
  const unitOf = (quantity: string) => contenders.find((one) => one.quantity === quantity)?.unit ?? ''
  for (const judged of comparisons) lines.push(`  → ${comparisonLine(judged, unitOf(judged.quantity))}`)
  return lines.join('\n')
}

export function printSummary({ passed, failed, quick, node }: BenchResult): string {
  const judged = quick ? 'Quick run: too short to judge by.' : `${passed} bars met, ${failed} missed.`
  return `${judged} Node.js ${node}.`
}

function contenderLine({ name, quantity, unit, spread }: ContenderResult): string {
  const middle = `${figure(spread.median, unit)}`.padStart(10)
  const quartiles = `${figure(spread.q1, unit)} to ${figure(spread.q3, unit)}`
  return `${name.padEnd(16)} ${quantity.padEnd(14)} ${middle}   quartiles ${quartiles}, ${spread.samples} rounds`
}

/** The comparison in words: `ratio 0.01 to prom-client (quartiles …), at most 0.05: pass`. */
function comparisonLine(judged: Judged, unit: string): string {
  const format = (value: number) => (judged.kind === 'ratio' ? ratio(value) : figure(value, unit))
  const what = judged.against === undefined ? judged.title : `${judged.title} (${judged.against})`
  const [low, high] = judged.spread.interval
  const spreadText =
    judged.kind === 'value'
      ? `${format(judged.spread.min)} to ${format(judged.spread.max)}`
      : `quartiles ${format(judged.spread.q1)} to ${format(judged.spread.q3)}, 95 % of the median ${format(low)} to ${format(high)}`
  const bar = judged.atMost === undefined ? '' : `; at most ${format(judged.atMost)}`
  return `${judged.quantity}, ${what}: ${judged.kind === 'value' ? '' : `${judged.kind} `}${format(judged.figure)} (${spreadText})${bar}: ${judged.verdict}`
}
