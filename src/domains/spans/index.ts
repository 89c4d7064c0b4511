export type { SpansLabels, SpansMetrics } from './catalog.ts'
export { spans } from './meter.ts'
export { spansPanels } from './panels.ts'
