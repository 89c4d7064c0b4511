import { definePanels } from '../../catalog/index.ts'
import { cacheCatalog } from './catalog.ts'

/** What dashboards show of caches. */
export const cachePanels = definePanels(cacheCatalog, {
  hitRate: {
    title: 'Cache hit rate',
    description: 'Share of reads that found their key, by cache. A fall sends the load to what is behind it.',
    unit: 'percentunit',
    limits: { warning: 0.8, bad: 0.5 },
    query: {
      show: 'ratio',
      of: 'operations',
      where: { result: 'hit' },
      to: { of: 'operations', where: { result: ['hit', 'miss'] } },
      by: ['cache'],
    },
  },
  size: {
    title: 'Cache size',
    description: 'Entries of each cache, in the process that has most.',
    unit: 'short',
    query: { show: 'value', of: 'size', join: 'max', by: ['cache'] },
  },
  operations: {
    title: 'Cache operations',
    description: 'Operations per second, by cache, operation and result.',
    unit: 'ops',
    query: { show: 'rate', of: 'operations', by: ['cache', 'operation', 'result'] },
  },
  evictions: {
    title: 'Cache evictions',
    description: 'Entries that went per second, and why. Many by capacity mean that the cache is too small.',
    unit: 'ops',
    query: { show: 'rate', of: 'evictions', by: ['cache', 'reason'] },
  },
  duration: {
    title: 'P95 cache operation',
    description: 'Nineteen of twenty operations take less, by cache and operation.',
    unit: 's',
    query: { show: 'quantile', of: 'operationDuration', quantiles: [0.95], by: ['cache', 'operation'] },
  },
})
