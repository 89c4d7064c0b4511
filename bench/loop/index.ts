export { type LoopReport, watchLoop } from './watch.ts'
