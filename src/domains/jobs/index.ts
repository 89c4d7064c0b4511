export type { JobsLabels, JobsMetrics, JobsOperations } from './catalog.ts'
export { jobs } from './meter.ts'
export { jobsPanels } from './panels.ts'
