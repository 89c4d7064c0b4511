export type { BreakerMethods, BreakerState, CallResult, RunThroughOptions } from './breaker.ts'
export { circuitBreaker } from './meter.ts'
