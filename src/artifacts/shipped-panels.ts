import {
  cachePanels,
  circuitBreakerPanels,
  databasePanels,
  errorsPanels,
  eventBusPanels,
  httpPanels,
  jobsPanels,
  queuePanels,
  rateLimitPanels,
  resourcesPanels,
  sessionsPanels,
  spansPanels,
  webhookPanels,
} from '../domains/index.ts'

/**
 * The panels of the shipped domains, to lay out on a dashboard of one's own. They follow whatever a system renames.
 *
 * @example
 * const layout = {
 *   uid: 'shop-checkout', title: 'Checkout', description: 'How paying does.',
 *   rows: [{ title: 'HTTP', panels: [{ panel: panels.http.errorRate, drawn: 'stat' }] }],
 * }
 */
export const panels = {
  cache: cachePanels,
  circuitBreaker: circuitBreakerPanels,
  database: databasePanels,
  errors: errorsPanels,
  eventBus: eventBusPanels,
  http: httpPanels,
  jobs: jobsPanels,
  queue: queuePanels,
  rateLimit: rateLimitPanels,
  resources: resourcesPanels,
  sessions: sessionsPanels,
  spans: spansPanels,
  webhook: webhookPanels,
} as const
