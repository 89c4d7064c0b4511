export type { SessionsLabels, SessionsMetrics, SessionsOperations } from './catalog.ts'
export { type PooledWorker, type SessionsMethods, sessions } from './meter.ts'
export { sessionsPanels } from './panels.ts'
