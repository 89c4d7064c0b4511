export type { QueueLabels, QueueMetrics } from './catalog.ts'
export { type QueueKind, type QueueMethods, type QueueState, queue } from './meter.ts'
export { queuePanels } from './panels.ts'
