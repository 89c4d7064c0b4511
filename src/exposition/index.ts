export type { MetricsHandler, MetricsHandlerOptions } from './handler.ts'
export { createMetricsHandler } from './handler.ts'
export type { MetricsServer, MetricsServerOptions } from './server.ts'
export { startMetricsServer } from './server.ts'
