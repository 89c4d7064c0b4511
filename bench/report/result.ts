import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { type Benchmark, type Judged, judge } from '../benchmarks/index.ts'
import type { Measured, Role, Skipped } from '../harness/index.ts'
import { type Spread, spread } from '../statistics/index.ts'

/** The file that `--json` writes; docs/benchmarks.md describes it. */
export interface BenchResult {
  readonly schema: 1
  readonly node: string
  readonly cores: number
  readonly quick: boolean
  readonly versions: Readonly<Record<string, string>>
  readonly benchmarks: readonly BenchmarkResult[]
  readonly passed: number
  readonly failed: number
}

export interface BenchmarkResult {
  readonly name: string
  readonly title: string
  readonly contenders: readonly ContenderResult[]
  readonly skipped: readonly Skipped[]
  readonly comparisons: readonly Judged[]
}

export interface ContenderResult {
  readonly name: string
  readonly role: Role
  readonly quantity: string
  readonly unit: string
  readonly spread: Spread
  /** One per round, in order; the same place in two contenders is the same round. */
  readonly samples: readonly number[]
}

export function resultOf(benchmark: Benchmark, measured: Measured, quick: boolean): BenchmarkResult {
  const contenders: ContenderResult[] = []
  for (const [quantity, unit] of Object.entries(benchmark.units)) {
    for (const { name, role } of benchmark.contenders) {
      const found = measured.series.find((one) => one.contender === name && one.quantity === quantity)
      if (found === undefined) continue
      const { samples } = found
      contenders.push({ name, role, quantity, unit, spread: spread(samples), samples })
    }
  }
  return {
    name: benchmark.name,
    title: benchmark.title,
    contenders,
    skipped: measured.skipped,
    comparisons: judge(benchmark, measured, quick),
  }
}

export function summarise(benchmarks: readonly BenchmarkResult[], quick: boolean): BenchResult {
  const verdicts = benchmarks.flatMap(({ comparisons }) => comparisons.map(({ verdict }) => verdict))
  return {
    schema: 1,
    node: process.version,
    cores: availableParallelism(),
    quick,
    versions: versions(),
    benchmarks,
    passed: verdicts.filter((verdict) => verdict.startsWith('pass')).length,
    failed: verdicts.filter((verdict) => verdict.startsWith('fail')).length,
  }
}

const compared = [
  '@opentelemetry/api',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/sdk-trace-node',
  '@opentelemetry/sdk-node',
  'prom-client',
  '@prometheus-io/client',
]

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url)
  return Object.fromEntries(
    compared.map((name) => [name, versionOf(require.resolve.paths(name) ?? [], name)]),
  )
}

/** Read from the file, because a package's `exports` may not give its package.json away. */
function versionOf(folders: readonly string[], name: string): string {
  for (const folder of folders) {
    try {
      return String(JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')).version)
    } catch {
      // Not installed in this folder; the next one up may have it.
    }
  }
  return 'not installed'
}
