export type { ResourcesLabels, ResourcesMetrics } from './catalog.ts'
export { type ProcessLimits, type ResourcesKind, type ResourcesMethods, resources } from './meter.ts'
export { resourcesPanels } from './panels.ts'
