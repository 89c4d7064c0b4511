import type { Catalog } from '../../catalog/index.ts'
import { errorTypeOf, type Outcome } from '../../operations/index.ts'
import { jobSeconds, querySeconds } from '../buckets.ts'

export const sessionsCatalog = {
  name: 'sessions',
  subsystem: 'session',
  labels: {
    worker_id: {
      bound: 100,
      description: 'Worker that serves the session',
      exceptions: [
        {
          rule: 'id-label',
          reason: 'Workers of a pool are few; one that leaves the pool takes its series with it.',
        },
      ],
    },
    status: { values: ['completed', 'error', 'timeout'], description: 'How the session ended' },
  },
  metrics: {
    workersRegistered: { type: 'gauge', description: 'Workers in the pool' },
    workersHealthy: { type: 'gauge', description: 'Workers passing health checks' },
    sessionsActive: { type: 'gauge', labels: ['worker_id'], description: 'Active sessions per worker' },
    sessions: { type: 'counter', labels: ['status'], description: 'Sessions by outcome' },
    allocationDuration: {
      type: 'histogram',
      unit: 's',
      buckets: querySeconds,
      description: 'Session allocation latency',
    },
    sessionDuration: {
      type: 'histogram',
      unit: 's',
      buckets: jobSeconds,
      description: 'Total session duration',
    },
  },
  operations: {
    allocate: {
      span: { name: 'allocate session', attributes: { session_id: 'session.id' } },
      metrics: [{ metric: 'allocationDuration', measure: 'duration' }],
    },
    session: {
      span: { kind: 'server', name: 'session', attributes: { session_id: 'session.id' } },
      later: ['status'],
      end: { status: sessionStatus },
      failure: ({ status }) => (status === 'completed' ? undefined : `session_${String(status)}`),
      propagate: 'extract',
      metrics: [
        { metric: 'sessions', measure: 'count' },
        { metric: 'sessionDuration', measure: 'duration' },
      ],
    },
  },
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof sessionsCatalog
/** The labels of the sessions domain. */
export interface SessionsLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the sessions domain. */
export interface SessionsMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
/** The operations of the sessions domain. */
export interface SessionsOperations extends Pick<Data['operations'], keyof Data['operations']> {}

/** A session that its client leaves is completed, too. */
function sessionStatus({ failed, error }: Outcome): string {
  if (!failed) return 'completed'
  return ['TimeoutError', 'ETIMEDOUT'].includes(errorTypeOf(error)) ? 'timeout' : 'error'
}
