import { definePanels } from '../../catalog/index.ts'
import { sessionsCatalog } from './catalog.ts'

/** What dashboards show of sessions and the workers that serve them. */
export const sessionsPanels = definePanels(sessionsCatalog, {
  active: {
    title: 'Active sessions',
    description: 'Sessions that are served now, by worker.',
    unit: 'short',
    drawn: 'stack',
    query: { show: 'value', of: 'sessionsActive', join: 'sum', by: ['worker_id'] },
  },
  workers: {
    title: 'Workers healthy/total',
    description: 'Workers of the pool, and those that pass their health checks.',
    unit: 'short',
    query: {
      show: 'compare',
      queries: {
        healthy: { show: 'value', of: 'workersHealthy', join: 'sum' },
        total: { show: 'value', of: 'workersRegistered', join: 'sum' },
      },
    },
  },
  outcomes: {
    title: 'Sessions by outcome',
    description: 'Sessions that ended, per second, by how they ended.',
    unit: 'ops',
    drawn: 'stack',
    query: { show: 'rate', of: 'sessions', by: ['status'] },
  },
  allocation: {
    title: 'P95 session allocation',
    description: 'Nineteen of twenty sessions have their worker within this time.',
    unit: 's',
    query: { show: 'quantile', of: 'allocationDuration', quantiles: [0.95] },
  },
  duration: {
    title: 'Session duration distribution',
    description: 'How many sessions lasted how long.',
    unit: 's',
    query: { show: 'heatmap', of: 'sessionDuration' },
  },
})
