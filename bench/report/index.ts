export { markdownTables } from './markdown.ts'
export { printBenchmark, printSummary } from './print.ts'
export type { BenchmarkResult, BenchResult, ContenderResult } from './result.ts'
export { resultOf, summarise } from './result.ts'
