import { definePanels } from '../../catalog/index.ts'
import { rateLimitCatalog } from './catalog.ts'

/** What dashboards show of rate limits. */
export const rateLimitPanels = definePanels(rateLimitCatalog, {
  hits: {
    title: 'Rate limit hits',
    description: 'Requests per minute that were refused by a limit.',
    unit: 'opm',
    query: { show: 'rate', of: 'hits', per: 'minute', by: ['limiter', 'limit_type'] },
  },
  remaining: {
    title: 'Rate limit remaining',
    description: 'What is left of each limit, in the process that was told least. At 0 requests are refused.',
    unit: 'short',
    query: { show: 'value', of: 'remaining', join: 'min', by: ['limiter', 'limit_type'] },
  },
  resets: {
    title: 'Time until the rate limit resets',
    description: 'How long it takes until each limit is whole again.',
    unit: 's',
    query: {
      show: 'promql',
      text: 'clamp_min(max by (limiter, limit_type) (resetTimestamp) - time(), 0)',
      by: ['limiter', 'limit_type'],
    },
  },
})
