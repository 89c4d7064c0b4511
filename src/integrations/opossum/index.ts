export type { Breaker, BreakerMeter } from './meter-breaker.ts'
export { meterBreaker } from './meter-breaker.ts'
