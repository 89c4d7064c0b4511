import type { Judged } from '../benchmarks/index.ts'
import { figure, ratio } from './figures.ts'
import type { BenchmarkResult, BenchResult } from './result.ts'

/** The tables of docs/benchmarks.md, from the results of one or more versions of Node.js side by side. */
export function markdownTables(results: readonly BenchResult[]): string {
  return [
    ...barTable(results),
    '',
    'What stands behind them: the median of each contender.',
    '',
    ...medianTable(results),
  ].join('\n')
}

function barTable(results: readonly BenchResult[]): string[] {
  const rows = results[0]?.benchmarks.flatMap((benchmark) =>
    benchmark.comparisons.map((comparison, at) => {
      const cells = results.map((result) => barCell(benchmarkOf(result, benchmark), at))
      const what = `${benchmark.title}: ${comparison.quantity}, ${comparison.title}`
      return `| \`${benchmark.name}\` | ${what} | ${bar(benchmark, comparison)} | ${cells.join(' | ')} |`
    }),
  )
  const nodes = results.map(({ node }) => `Node.js ${node}`)
  return [
    `| benchmark | what | at most | ${nodes.join(' | ')} |`,
    `|---|---|---|${'---|'.repeat(nodes.length)}`,
    ...(rows ?? []),
  ]
}

function medianTable(results: readonly BenchResult[]): string[] {
  const rows = results[0]?.benchmarks.flatMap((benchmark) =>
    benchmark.contenders.map(({ name, quantity, unit }) => {
      const cells = results.map((result) => {
        const found = benchmarkOf(result, benchmark)?.contenders.find(
          (one) => one.name === name && one.quantity === quantity,
        )
        return found === undefined ? 'not run' : figure(found.spread.median, unit)
      })
      return `| \`${benchmark.name}\` | ${quantity} | ${name} | ${cells.join(' | ')} |`
    }),
  )
  const nodes = results.map(({ node }) => `Node.js ${node}`)
  return [
    `| benchmark | quantity | contender | ${nodes.join(' | ')} |`,
    `|---|---|---|${'---|'.repeat(nodes.length)}`,
    ...(rows ?? []),
  ]
}

function benchmarkOf(result: BenchResult, { name }: BenchmarkResult): BenchmarkResult | undefined {
  return result.benchmarks.find((benchmark) => benchmark.name === name)
}

function bar(benchmark: BenchmarkResult, { atMost, kind, quantity }: Judged): string {
  if (atMost === undefined) return 'none'
  return kind === 'ratio' ? ratio(atMost) : figure(atMost, unitOf(benchmark, quantity))
}

function barCell(benchmark: BenchmarkResult | undefined, at: number): string {
  const judged = benchmark?.comparisons[at]
  if (benchmark === undefined || judged === undefined) return 'not run'
  const { kind, quantity, verdict } = judged
  const value = kind === 'ratio' ? ratio(judged.figure) : figure(judged.figure, unitOf(benchmark, quantity))
  return `${value}, ${verdict}`
}

function unitOf({ contenders }: BenchmarkResult, quantity: string): string {
  return contenders.find((one) => one.quantity === quantity)?.unit ?? ''
}
