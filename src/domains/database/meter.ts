import { type Domain, type DomainParts, defineDomain } from '../../catalog/index.ts'
import { disposeAll } from '../dispose-all.ts'
import { dbClientConnectionCount } from '../semconv.ts'
import { sharedRead } from '../shared-read.ts'
import { databaseAlerts } from './alerts.ts'
import {
  type DatabaseLabels,
  type DatabaseMetrics,
  type DatabaseOperations,
  databaseCatalog,
} from './catalog.ts'
import { databasePanels } from './panels.ts'

type Parts = DomainParts<DatabaseMetrics, DatabaseOperations>

/** How many connections of a pool are in use, and how many wait to be used. */
export interface PoolCounts {
  readonly active: number
  readonly idle: number
}

/** What the database meter has beyond its metrics and `query`. */
export interface DatabaseMethods {
  /**
   * Reads the pool at every collection, for `connections`: how many are open and in use, and open and idle. Several
   * pools add up. One `read` serves both states; one that throws leaves them out. A system with `semconv: true` tells
   * it as `db.client.connection.count` as well.
   *
   * @param pool what the conventions call it: its name, where the process has several. Default `default`
   * @returns disposes the observer
   * @example
   * shop.database.observePool(() => ({ active: pool.totalCount - pool.idleCount, idle: pool.idleCount }))
   */
  observePool(read: () => PoolCounts, pool?: string): Disposable
}

function databaseMethods({ metrics, observeSemconv }: Parts): DatabaseMethods {
  return {
    observePool(read, pool = 'default') {
      const counts = sharedRead(read)
      const named = (state: 'idle' | 'used') => ({
        'db.client.connection.pool.name': pool,
        'db.client.connection.state': state,
      })
      return disposeAll([
        observeSemconv(dbClientConnectionCount, named('used'), () => counts().active),
        observeSemconv(dbClientConnectionCount, named('idle'), () => counts().idle),
        metrics.connections.observe({ state: 'active' }, () => counts().active),
        metrics.connections.observe({ state: 'idle' }, () => counts().idle),
      ])
    },
  }
}

/**
 * Queries and the connection pool.
 *
 * `query(labels, { sql }, work)` makes a client span, times the query, and counts it by error class if it fails. SQL
 * goes to the span only, and as it is given: secrets belong in parameters. Follows the semantic conventions for
 * database client spans (`db.operation.name`, `db.collection.name`, `db.query.text`).
 *
 * @example
 * shop.database.query({ query_type: 'select', table: 'products' }, { sql }, () => pool.query(sql, [id]))
 */
export const database: Domain<DatabaseLabels, DatabaseMetrics, DatabaseOperations, DatabaseMethods> =
  defineDomain(databaseCatalog, { methods: databaseMethods, panels: databasePanels, alerts: databaseAlerts })
