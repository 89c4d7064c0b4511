import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { SqlSource } from './sql-source.ts'

/** Longer than the fault `slow-database` takes; a server that hangs answers nothing, and its connections are given up. */
const ANSWER_WITHIN_MS = 3_000
const CLOSE_WITHIN_MS = 2_000

/** A PostgreSQL server, through a pool of up to ten connections. */
export function openServer(url: string): SqlSource {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  })
  // An idle connection that the server drops is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return {
    kind: 'server',
    query: (text, values) => pool.query(text, [...values]),
    connections: () => ({ active: pool.totalCount - pool.idleCount, idle: pool.idleCount }),
    // A server that hangs takes no leave.
    close: () => Promise.race([pool.end(), sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]),
  }
}
