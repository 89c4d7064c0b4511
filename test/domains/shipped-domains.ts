import {
  cache,
  circuitBreaker,
  database,
  errors,
  eventBus,
  http,
  jobs,
  queue,
  rateLimit,
  resources,
  sessions,
  spans,
  webhook,
} from '../../src/domains/index.ts'

/** Every domain that comes with the package, in the order of its reference. */
export const shippedDomains = {
  http,
  database,
  cache,
  eventBus,
  queue,
  webhook,
  jobs,
  sessions,
  rateLimit,
  circuitBreaker,
  resources,
  errors,
  spans,
}
