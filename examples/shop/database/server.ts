import pg from 'pg'
import type { SqlSource } from './sql-source.ts'

/** A PostgreSQL server, through a pool of up to ten connections. */
export function openServer(url: string): SqlSource {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000 })
  // An idle connection that the server drops is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return {
    kind: 'server',
    query: (text, values) => pool.query(text, [...values]),
    connections: () => ({ active: pool.totalCount - pool.idleCount, idle: pool.idleCount }),
    close: () => pool.end(),
  }
}
