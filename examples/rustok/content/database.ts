import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { meterPool } from 'spanmeter/integrations/pg'
import type { RustokTelemetry } from '../telemetry.ts'

/** Where RusToK keeps everything. */
export interface Database {
  query(sql: string, values: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>
  close(): Promise<unknown>
}

const MOST_CONNECTIONS = 10
/** A connection that does not come free, or a statement that is not answered, fails after it. */
const PATIENCE_MS = 3_000

/** A schema of its own: whatever else the server keeps stays as it is. */
const SCHEMA = [
  'CREATE SCHEMA IF NOT EXISTS rustok',
  'CREATE TABLE IF NOT EXISTS rustok.products (id text PRIMARY KEY, name text NOT NULL)',
  'CREATE TABLE IF NOT EXISTS rustok.search_index (product text PRIMARY KEY, words text[] NOT NULL)',
  'CREATE TABLE IF NOT EXISTS rustok.statistics (product text PRIMARY KEY, events bigint NOT NULL)',
]

/**
 * The PostgreSQL that `url` names, or one inside this process without it; each statement is measured, and so are the
 * connections.
 *
 * @throws when the server cannot be reached
 */
export function openDatabase(telemetry: RustokTelemetry, url: string | undefined): Promise<Database> {
  return url === undefined ? openEmbedded(telemetry) : openServer(telemetry, url)
}

async function openServer({ database: meter }: RustokTelemetry, url: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  })
  // An idle connection that the server drops is replaced; without a listener it would end the process.
  pool.on('error', () => {})
  for (const statement of SCHEMA) await pool.query(statement)
  const metered = meterPool(pool, { meter })
  return { query: (sql, values) => metered.query(sql, [...values]), close: () => metered.end() }
}

/** It has one connection, and runs one statement at a time. */
async function openEmbedded({ database: meter }: RustokTelemetry): Promise<Database> {
  const database = await PGlite.create()
  for (const statement of SCHEMA) await database.query(statement)
  let asked = 0
  const connections = () => (asked > 0 ? { active: 1, idle: 0 } : { active: 0, idle: 1 })
  const metered = meterPool(database, { meter, connections })
  return {
    async query(sql, values) {
      asked++
      try {
        return await metered.query(sql, [...values])
      } finally {
        asked--
      }
    },
    close: () => metered.close(),
  }
}
