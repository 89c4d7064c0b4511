import { PGlite } from '@electric-sql/pglite'
import type { SqlSource } from './sql-source.ts'

/** PostgreSQL inside this process, in memory, with one connection. */
export async function openEmbedded(): Promise<SqlSource> {
  const database = await PGlite.create()
  let running = 0
  return {
    kind: 'embedded',
    async query(text, values) {
      running++
      try {
        return await database.query(text, [...values])
      } finally {
        running--
      }
    },
    connections: () => ({ active: running > 0 ? 1 : 0, idle: running > 0 ? 0 : 1 }),
    close: () => database.close(),
  }
}
