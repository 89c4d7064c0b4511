import type { Catalog } from '../../catalog/index.ts'

export const rateLimitCatalog = {
  name: 'rate_limit',
  labels: {
    limiter: { bound: 20, description: 'Who limits: an API, a platform, a gateway of our own' },
    limit_type: { bound: 10, description: 'What is limited: `requests`, `tokens`, `uploads`' },
  },
  metrics: {
    hits: { type: 'counter', labels: ['limiter', 'limit_type'], description: 'Rate limit hits' },
    remaining: {
      type: 'gauge',
      labels: ['limiter', 'limit_type'],
      description: 'What is left of the limit, as the last answer said',
    },
    resetTimestamp: {
      type: 'gauge',
      unit: 's',
      labels: ['limiter', 'limit_type'],
      join: 'max',
      description: 'When the limit is whole again, in seconds since 1970',
    },
  },
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof rateLimitCatalog
/** The labels of the rate limit domain. */
export interface RateLimitLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the rate limit domain. */
export interface RateLimitMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
