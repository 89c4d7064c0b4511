import { type Domain, type DomainParts, defineDomain } from '../../catalog/index.ts'
import { swallow } from '../../guard/index.ts'
import { sessionsAlerts } from './alerts.ts'
import {
  type SessionsLabels,
  type SessionsMetrics,
  type SessionsOperations,
  sessionsCatalog,
} from './catalog.ts'
import { sessionsPanels } from './panels.ts'

type Parts = DomainParts<SessionsMetrics, SessionsOperations>

/** One worker of a pool, as its router knows it. */
export interface PooledWorker {
  readonly worker_id: string
  /** Whether its last health check passed. */
  readonly healthy: boolean
  /** Sessions that it serves now. */
  readonly sessions: number
}

/** What the sessions meter has beyond its metrics and operations. */
export interface SessionsMethods {
  /**
   * The pool as it is now: how many workers there are, how many are healthy, and how many sessions each has. A worker
   * that is not in it any more is gone from the metrics. Call it when the pool changes, or after each round of health
   * checks. Never throws: a pool that cannot be read changes nothing.
   *
   * @example
   * shop.sessions.pool(router.workers())
   */
  pool(workers: Iterable<PooledWorker>): void
}

function sessionsMethods({ metrics }: Parts): SessionsMethods {
  return {
    pool(workers) {
      try {
        // All of it is read before any of it is told.
        const all = Array.from(workers, ({ worker_id, healthy, sessions }) => ({
          worker_id,
          healthy,
          sessions,
        }))
        metrics.workersRegistered.record(all.length, {})
        metrics.workersHealthy.record(all.filter(({ healthy }) => healthy).length, {})
        metrics.sessionsActive.setAll(
          all.map(({ worker_id, sessions }) => [{ worker_id }, sessions] as const),
        )
      } catch (failure) {
        swallow('sessions.pool', failure)
      }
    },
  }
}

/**
 * Long-lived sessions (calls, sockets, streams) that a router gives to the workers of a pool.
 *
 * `allocate` times how long it takes to find a worker. `session` wraps a session from its begin to its end: it is
 * counted as `completed`, also when its client leaves (`AbortError`), as `timeout` for a `TimeoutError`, else as `error`,
 * and its duration is recorded; `operation.set({ status })` says otherwise. `pool` tells who is there.
 *
 * @example
 * const worker = await shop.sessions.allocate({}, { session_id }, () => router.free())
 * await shop.sessions.session({}, { headers, session_id }, () => worker.serve(socket))
 */
export const sessions: Domain<SessionsLabels, SessionsMetrics, SessionsOperations, SessionsMethods> =
  defineDomain(sessionsCatalog, {
    methods: sessionsMethods,
    panels: sessionsPanels,
    alerts: sessionsAlerts,
  })
