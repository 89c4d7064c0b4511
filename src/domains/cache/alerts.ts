import { defineAlerts } from '../../catalog/index.ts'
import { cacheCatalog } from './catalog.ts'
import { cachePanels } from './panels.ts'

/** What somebody should be told of caches. */
export const cacheAlerts = defineAlerts(cacheCatalog, cachePanels, {
  lowCacheHitRate: {
    summary: 'Low cache hit rate',
    description: 'Only {value} of the reads of {cache} find their key.',
    unit: 'percentunit',
    when: {
      show: 'ratio',
      of: 'operations',
      where: { result: 'hit' },
      to: { of: 'operations', where: { result: ['hit', 'miss'] } },
      by: ['cache'],
    },
    bound: { below: 0.5 },
    minimum: 50,
    for: '10m',
    severity: 'warning',
    panel: 'hitRate',
    runbook: {
      meaning: 'For {for} less than {bound} of the reads of a cache found their key.',
      impact: 'What is behind the cache carries the load; answers are slower.',
      look: [
        'Cache evictions by reason: capacity, expiry, invalidation.',
        'Cache size: emptied by a restart or a flush, or full.',
        'Whether the keys that are asked for have changed.',
      ],
      mend: ['Give the cache more room or a longer life.', 'Warm it after a restart.'],
    },
  },
})
