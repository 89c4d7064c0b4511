import { defineAlerts } from '../../catalog/index.ts'
import { databaseCatalog } from './catalog.ts'
import { databasePanels } from './panels.ts'

/** What somebody should be told of databases. */
export const databaseAlerts = defineAlerts(databaseCatalog, databasePanels, {
  slowDatabaseQueries: {
    summary: 'Database queries are slow',
    description: 'One query in twenty takes longer than {value}.',
    unit: 's',
    when: { show: 'quantile', of: 'queryDuration', quantiles: [0.95] },
    bound: { above: 0.1 },
    minimum: 20,
    for: '5m',
    severity: 'warning',
    panel: 'queryDuration',
    runbook: {
      meaning: 'The 95th percentile of query duration has been above {bound} for {for}.',
      impact: 'Requests that read or write are slow; connections are held longer, and the pool runs dry.',
      look: [
        'P95 query duration by table and by type: one statement, or all of them.',
        'An exemplar of a high bucket: the statement is on its span.',
        'Locks, missing indexes, and the load of the database server.',
      ],
      mend: ['Add the index, or mend the statement.', 'End the transaction that holds the lock.'],
    },
  },
  databasePoolExhausted: {
    summary: 'Database pool is exhausted',
    description: '{value} of the pooled connections of a process have been in use for {for}.',
    unit: 'percentunit',
    // A pool belongs to a process: idle connections of another one help nobody. A pool of one is full at every query.
    when: {
      show: 'promql',
      text: 'max(sum by (instance) (connections{state="active"}) / (sum by (instance) (connections) >= 2))',
    },
    bound: { atLeast: 0.95 },
    for: '5m',
    severity: 'critical',
    panel: 'connections',
    runbook: {
      meaning:
        'At every look for {for}, {bound} or more of the pooled connections were in use: queries wait for one.',
      impact: 'Every request that needs the database waits, then times out.',
      look: [
        'Query duration: slow queries hold connections.',
        'Whether the pool could open more: connections that are not open yet are not counted.',
        'Code that takes a connection and does not give it back, or waits for something else while it holds one.',
      ],
      mend: ['Mend the slow query or the leak.', 'Widen the pool where the server has connections to spare.'],
    },
  },
})
