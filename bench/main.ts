import { writeFileSync } from 'node:fs'
import { benchmarks } from './benchmarks/index.ts'
import { type BenchOptions, parseOptions, usage } from './options.ts'
import { type BenchmarkResult, printBenchmark, printSummary, resultOf, summarise } from './report/index.ts'

/**
 * `npm run bench`: runs the benchmarks one after the other and prints each when it is done.
 *
 * Ends with 0 when every judged bar was met, 1 when one was missed or a benchmark failed (a contender that lost a
 * record fails its benchmark), 2 when it was called wrongly.
 */
async function main(options: BenchOptions): Promise<number> {
  const { only, quick, rounds } = options
  const chosen = benchmarks.filter(
    ({ name }) => only.length === 0 || only.some((part) => name.includes(part)),
  )
  if (chosen.length === 0) {
    console.error(`No benchmark's name contains ${only.join(' or ')}. Try --list.`)
    return 2
  }
  if (options.list) {
    for (const { name, title } of chosen) console.log(`${name.padEnd(24)} ${title}`)
    return 0
  }
  const results: BenchmarkResult[] = []
  let broken = 0
  for (const benchmark of chosen) {
    try {
      const measured = await benchmark.measure({ quick, ...(rounds === undefined ? {} : { rounds }) })
      const result = resultOf(benchmark, measured, quick)
      results.push(result)
      console.log(`${printBenchmark(result)}\n`)
    } catch (error) {
      broken++
      console.error(`${benchmark.name} failed: ${error instanceof Error ? error.stack : error}\n`)
    }
  }
  const summary = summarise(results, quick)
  console.log(printSummary(summary))
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(summary, undefined, 2)}\n`)
  return broken + summary.failed > 0 ? 1 : 0
}

try {
  process.exitCode = await main(parseOptions(process.argv.slice(2)))
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
  process.exitCode = 2
}
