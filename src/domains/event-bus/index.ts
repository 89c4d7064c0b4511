export type { EventBusLabels, EventBusMetrics, EventBusOperations } from './catalog.ts'
export { eventBus } from './meter.ts'
export { eventBusPanels } from './panels.ts'
