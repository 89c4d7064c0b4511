export type { MeterPoolOptions, Queryable } from './meter-pool.ts'
export { meterPool } from './meter-pool.ts'
