export type { DatabaseLabels, DatabaseMetrics, DatabaseOperations } from './catalog.ts'
export { type DatabaseMethods, database, type PoolCounts } from './meter.ts'
export { databasePanels } from './panels.ts'
