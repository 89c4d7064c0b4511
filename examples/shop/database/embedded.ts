import { PGlite } from '@electric-sql/pglite'
import { Slots } from './slots.ts'
import { ANSWER_WITHIN_MS, type SqlSource } from './sql-source.ts'

const CONNECTIONS = 4

/** PostgreSQL inside this process, in memory. It runs one statement at a time; a small pool says how many may ask. */
export async function openEmbedded(): Promise<SqlSource> {
  const database = await PGlite.create()
  const slots = new Slots(CONNECTIONS, ANSWER_WITHIN_MS)
  return {
    kind: 'embedded',
    size: CONNECTIONS,
    async query(text, values) {
      const give = await slots.take()
      try {
        return await database.query(text, [...values])
      } finally {
        give()
      }
    },
    hold: () => slots.take(),
    connections: () => ({ active: slots.taken, idle: CONNECTIONS - slots.taken }),
    close: () => database.close(),
  }
}
