import { meterPool } from 'spanmeter/integrations/pg'
import type { ShopTelemetry } from '../telemetry.ts'
import type { SqlSource } from './sql-source.ts'

type Row = Readonly<Record<string, unknown>>

/** Runs one measured statement and gives its rows. */
export type Sql = (text: string, values: readonly unknown[]) => Promise<readonly Row[]>

/** The database as the rest of the shop uses it: every statement is a span with its metrics. */
export function meteredSql(source: SqlSource, telemetry: ShopTelemetry): Sql {
  const pool = meterPool(source, { meter: telemetry.database, connections: () => source.connections() })
  return async (text, values) => {
    const { rows } = await pool.query(text, values)
    return rows as readonly Row[] // PostgreSQL answers every statement with rows of named columns.
  }
}
