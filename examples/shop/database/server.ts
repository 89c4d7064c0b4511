import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { ANSWER_WITHIN_MS, type SqlSource } from './sql-source.ts'

const CONNECTIONS = 10
const CLOSE_WITHIN_MS = 2_000

/** A PostgreSQL server, through a pool. One that hangs fails a statement in time, and its connection is given up. */
export function openServer(url: string): SqlSource {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  })
  // An idle connection that the server drops is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return {
    kind: 'server',
    size: CONNECTIONS,
    query: (text, values) => pool.query(text, [...values]),
    async hold() {
      const client = await pool.connect()
      let broken = false
      const lost = (): void => {
        broken = true
      }
      // The pool listens to those only that nobody holds.
      client.on('error', lost)
      let given = false
      return () => {
        if (given) return
        given = true
        client.off('error', lost)
        client.release(broken)
      }
    },
    connections: () => ({ active: pool.totalCount - pool.idleCount, idle: pool.idleCount }),
    // A server that hangs takes no leave.
    close: () => Promise.race([pool.end(), sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]),
  }
}
