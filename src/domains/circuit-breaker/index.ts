export type { BreakerMethods, BreakerState, CallResult, RunThroughOptions } from './breaker.ts'
export type { CircuitBreakerLabels, CircuitBreakerMetrics, CircuitBreakerOperations } from './catalog.ts'
export { type CircuitBreakerKind, circuitBreaker } from './meter.ts'
export { circuitBreakerPanels } from './panels.ts'
