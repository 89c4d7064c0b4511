import type { Benchmark } from './benchmark.ts'
import { heap } from './heap.ts'
import { operationBenchmarks } from './operation.ts'
import { pushDelay } from './push.ts'
import { recordBenchmarks } from './record.ts'
import { scrapeBenchmarks } from './scrape.ts'
import { startup } from './startup.ts'

export type { Benchmark, Comparison, Effort } from './benchmark.ts'
export { type Judged, judge, type Verdict } from './judge.ts'

/** Every row of the table, in its order. */
export const benchmarks: readonly Benchmark[] = [
  ...recordBenchmarks,
  ...operationBenchmarks,
  ...scrapeBenchmarks,
  pushDelay,
  heap,
  startup,
]
