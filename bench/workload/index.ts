export {
  type HistogramLabels,
  histogramLabels,
  histogramName,
  manyHistograms,
  seriesPerHistogram,
} from './histograms.ts'
export type { Loop, ThreeLabels, TwoLabels } from './loops.ts'
export { overCells, overThreeLabels, overTwoLabels, perCell, twoLabels } from './loops.ts'
export type { Plan } from './plan.ts'
export { bounds, makePlan } from './plan.ts'
export type { Tracing } from './tracing.ts'
export { startTracing } from './tracing.ts'
