import type { MeterOf } from '../catalog/index.ts'
import type { CacheMethods, cache } from './cache/index.ts'
import type { BreakerMethods, circuitBreaker } from './circuit-breaker/index.ts'
import type { database } from './database/index.ts'
import type { errors } from './errors/index.ts'
import type { eventBus } from './event-bus/index.ts'
import type { http } from './http/index.ts'

export {
  type CacheKind,
  type CacheLabels,
  type CacheMethods,
  type CacheMetrics,
  type CacheOperations,
  cache,
  cachePanels,
  type EvictOptions,
  type GetOrLoadOptions,
  type MeasurableCache,
  type MeasuredCache,
  type ReadableCache,
} from './cache/index.ts'
export {
  type BreakerMethods,
  type BreakerState,
  type CallResult,
  type CircuitBreakerKind,
  type CircuitBreakerLabels,
  type CircuitBreakerMetrics,
  type CircuitBreakerOperations,
  circuitBreaker,
  circuitBreakerPanels,
  type RunThroughOptions,
} from './circuit-breaker/index.ts'
export {
  type DatabaseLabels,
  type DatabaseMethods,
  type DatabaseMetrics,
  type DatabaseOperations,
  database,
  databasePanels,
  type PoolCounts,
} from './database/index.ts'
export {
  type ErrorLabels,
  type ErrorsKind,
  type ErrorsLabels,
  type ErrorsMethods,
  type ErrorsMetrics,
  errors,
  errorsPanels,
  type Severity,
} from './errors/index.ts'
export {
  type EventBusLabels,
  type EventBusMetrics,
  type EventBusOperations,
  eventBus,
  eventBusPanels,
} from './event-bus/index.ts'
export {
  type ConnectedSocket,
  type ConnectionSource,
  type HttpLabels,
  type HttpMethods,
  type HttpMetrics,
  type HttpOperations,
  http,
  httpPanels,
  type Route,
} from './http/index.ts'
export { type JobsLabels, type JobsMetrics, type JobsOperations, jobs, jobsPanels } from './jobs/index.ts'
export {
  type QueueKind,
  type QueueLabels,
  type QueueMethods,
  type QueueMetrics,
  type QueueState,
  queue,
  queuePanels,
} from './queue/index.ts'
export {
  type RateLimitKind,
  type RateLimitLabels,
  type RateLimitMethods,
  type RateLimitMetrics,
  type RateLimitName,
  type RateLimitState,
  rateLimit,
  rateLimitPanels,
} from './rate-limit/index.ts'
export {
  type ProcessLimits,
  type ResourcesKind,
  type ResourcesLabels,
  type ResourcesMethods,
  type ResourcesMetrics,
  resources,
  resourcesPanels,
} from './resources/index.ts'
export {
  type PooledWorker,
  type SessionsLabels,
  type SessionsMethods,
  type SessionsMetrics,
  type SessionsOperations,
  sessions,
  sessionsPanels,
} from './sessions/index.ts'
export { type SpansLabels, type SpansMetrics, spans, spansPanels } from './spans/index.ts'
export {
  type Answer,
  type Delivery,
  type Settlement,
  type WebhookKind,
  type WebhookLabels,
  type WebhookLabelsGiven,
  type WebhookMethods,
  type WebhookMetrics,
  type WebhookOperations,
  type WorkerLabel,
  webhook,
  webhookPanels,
} from './webhook/index.ts'

/** What a cache integration needs of a meter whose label `cache` is bound, whatever its metrics are called. */
export type BoundCacheMeter = CacheMethods
/** What a breaker integration needs of a meter whose label `service` is bound, whatever its metrics are called. */
export type BoundCircuitBreakerMeter = BreakerMethods
/** What a database integration needs of a meter, whatever its metrics are called. */
export type DatabaseMeter = Pick<MeterOf<typeof database>, 'query' | 'observePool'>
/** What an HTTP integration needs of a meter, whatever its metrics are called. */
export type HttpMeter = Pick<
  MeterOf<typeof http>,
  'server' | 'client' | 'registerRoute' | 'observeConnections'
>
/** What an event bus integration needs of a meter, whatever its metrics are called. */
export type EventBusMeter = Pick<MeterOf<typeof eventBus>, 'publish' | 'dispatch'>
/** What an error hook needs of a meter, whatever its metrics are called. */
export type ErrorsMeter = Pick<MeterOf<typeof errors>, 'record' | 'capture'>
/** The unbound cache meter: bind `cache` to get a {@link BoundCacheMeter}. */
export type CacheMeter = MeterOf<typeof cache>
/** The unbound breaker meter: bind `service` to get a {@link BoundCircuitBreakerMeter}. */
export type CircuitBreakerMeter = MeterOf<typeof circuitBreaker>
