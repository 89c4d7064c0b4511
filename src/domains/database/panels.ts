import { definePanels } from '../../catalog/index.ts'
import { databaseCatalog } from './catalog.ts'

/** What dashboards show of databases. */
export const databasePanels = definePanels(databaseCatalog, {
  queryDuration: {
    title: 'Database query duration (P95)',
    description: 'Nineteen of twenty queries take less, by type of query.',
    unit: 's',
    limits: { warning: 0.05, bad: 0.1 },
    query: { show: 'quantile', of: 'queryDuration', quantiles: [0.95], by: ['query_type'] },
  },
  queryDurationByTable: {
    title: 'P95 query duration by table',
    description: 'Nineteen of twenty queries take less, by table.',
    unit: 's',
    query: { show: 'quantile', of: 'queryDuration', quantiles: [0.95], by: ['table'] },
  },
  connections: {
    title: 'Database connections',
    description:
      'Pooled connections of all processes, in use and idle. No idle one for long means a queue before it.',
    unit: 'short',
    drawn: 'stack',
    query: { show: 'value', of: 'connections', join: 'sum', by: ['state'] },
  },
  queries: {
    title: 'Queries',
    description: 'Queries per second, by type and table.',
    unit: 'ops',
    query: { show: 'rate', of: 'queryDuration', by: ['query_type', 'table'] },
  },
  queryErrors: {
    title: 'Query errors',
    description: 'Queries per second that failed, by type and class of error.',
    unit: 'ops',
    query: { show: 'rate', of: 'queryErrors', by: ['query_type', 'error_type'] },
  },
})
