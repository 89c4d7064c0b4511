export { stopwatch } from './stopwatch.ts'
export { type LoopReport, watchLoop } from './watch.ts'
