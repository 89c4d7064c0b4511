export { type DatabaseMethods, database, type PoolCounts } from './meter.ts'
