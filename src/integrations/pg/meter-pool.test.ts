import { PGlite } from '@electric-sql/pglite'
import { SpanStatusCode, trace } from '@opentelemetry/api'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type PostgresServer, servePostgres } from '../../../test/integrations/postgres-server.ts'
import { createRecorder, type Recorder } from '../../../test/integrations/recorder.ts'
import { defineSystem } from '../../catalog/index.ts'
import { type DatabaseMeter, database } from '../../domains/index.ts'
import { meterPool } from './index.ts'

let embedded: PGlite
let server: PostgresServer
let recorder: Recorder
let meter: DatabaseMeter

beforeAll(async () => {
  embedded = await PGlite.create()
  await embedded.exec(
    "CREATE SCHEMA s; CREATE TABLE s.items (id int PRIMARY KEY, name text); INSERT INTO s.items VALUES (1, 'lamp')",
  )
  server = await servePostgres(embedded)
}, 60_000)

afterAll(async () => {
  server.close()
  await embedded.close()
})

beforeEach(() => {
  recorder = createRecorder()
  const { meterProvider, tracerProvider } = recorder
  meter = defineSystem({ namespace: 't', domains: { database }, meterProvider, tracerProvider }).database
})

afterEach(() => recorder.close())

async function durations(): Promise<Readonly<Record<string, number>>> {
  const readings = await recorder.readings('t_database_query_duration_seconds')
  const counts = Object.entries(readings).map(([labels, value]) => [
    labels,
    typeof value === 'number' ? value : value.count,
  ])
  return Object.fromEntries(counts)
}

async function withPool(work: (pool: pg.Pool) => Promise<void>): Promise<void> {
  // One connection at a time: the server behind it has a single session.
  const pool = new pg.Pool({ connectionString: server.url, max: 1 })
  try {
    await work(meterPool(pool, { meter }))
  } finally {
    await pool.end()
  }
}

describe('a metered pg pool', () => {
  test('gives what the pool gives, as a span with verb, table and SQL, and a duration', async () => {
    await withPool(async (pool) => {
      const { rows } = await pool.query('SELECT name FROM s.items WHERE id = $1', [1])
      expect(rows).toEqual([{ name: 'lamp' }])
      const { rowCount } = await pool.query({ text: "SELECT name FROM s.items WHERE name = 'x'" })
      expect(rowCount).toBe(0)
    })
    expect(await durations()).toEqual({ 'query_type=select,table=items': 2 })
    expect(recorder.spans().map(({ attributes }) => attributes['db.query.text'])).toEqual([
      'SELECT name FROM s.items WHERE id = $1',
      'SELECT name FROM s.items WHERE name = ?',
    ])
    expect(recorder.spans()[0]?.attributes).toMatchObject({
      'db.operation.name': 'select',
      'db.collection.name': 'items',
    })
  })

  test('an error comes back untouched, and is counted by its code', async () => {
    await withPool(async (pool) => {
      const error = await pool
        .query("INSERT INTO s.items VALUES (1, 'twice')")
        .catch((failure: unknown) => failure)
      expect(error).toBeInstanceOf(pg.DatabaseError)
    })
    expect(await recorder.readings('t_database_query_errors_total')).toEqual({
      'error_type=23505,query_type=insert': 1,
    })
    expect(recorder.spans()[0]?.status.code).toBe(SpanStatusCode.ERROR)
  })

  test('callbacks are called with what they are called with otherwise', async () => {
    await withPool(async (pool) => {
      const rows = await new Promise((resolve, reject) => {
        pool.query('SELECT id FROM s.items', (error: Error, result: pg.QueryResult) =>
          error ? reject(error) : resolve(result.rows),
        )
      })
      expect(rows).toEqual([{ id: 1 }])
      const error = await new Promise((resolve) => {
        pool.query('SELECT nothing FROM s.items', [], (failure: Error) => resolve(failure))
      })
      expect(error).toMatchObject({ code: '42703' })
    })
    expect(await durations()).toEqual({ 'query_type=select,table=items': 2 })
    expect(await recorder.readings('t_database_query_errors_total')).toEqual({
      'error_type=42703,query_type=select': 1,
    })
  })

  test('queries of a client that was taken from it are measured once each', async () => {
    await withPool(async (pool) => {
      const client = await pool.connect()
      await client.query('BEGIN')
      await client.query('UPDATE s.items SET name = name')
      await client.query('ROLLBACK')
      client.release()
    })
    expect(await durations()).toEqual({
      'query_type=begin,table=none': 1,
      'query_type=update,table=items': 1,
      'query_type=rollback,table=none': 1,
    })
  })

  test('its span is a child of the work around it, also when the query had to wait for a connection', async () => {
    await withPool(async (pool) => {
      await trace.getTracer('test').startActiveSpan('outer', async (outer) => {
        await Promise.all([1, 2, 3].map(() => pool.query('SELECT 1')))
        const parents = recorder.spans().map(({ parentSpanContext }) => parentSpanContext?.spanId)
        expect(parents).toEqual(new Array(3).fill(outer.spanContext().spanId))
        outer.end()
      })
    })
  })

  test('connections are observed by state', async () => {
    await withPool(async (pool) => {
      const client = await pool.connect()
      expect(await recorder.readings('t_database_connections')).toEqual({
        'state=active': 1,
        'state=idle': 0,
      })
      client.release()
      expect(await recorder.readings('t_database_connections')).toEqual({
        'state=active': 0,
        'state=idle': 1,
      })
    })
  })

  test('a submittable passes through unmeasured, and nonsense fails as it does without us', async () => {
    await withPool(async (pool) => {
      const client = await pool.connect()
      const query = new pg.Query({ text: 'SELECT 1' })
      const ended = new Promise((resolve) => query.on('end', resolve))
      expect(client.query(query)).toBe(query)
      await ended
      client.release()
    })
    expect(await durations()).toEqual({})
  })

  test('it is still a pool: its events, counts and settings are the same', async () => {
    await withPool(async (pool) => {
      expect(pool).toBeInstanceOf(pg.Pool)
      let connected = 0
      pool.on('connect', () => {
        connected++
      })
      await pool.query('SELECT 1')
      expect([connected, pool.totalCount, pool.options.max]).toEqual([1, 1, 1])
    })
  })
})

describe('a metered PGlite', () => {
  test('queries, and those within a transaction, are measured', async () => {
    const metered = meterPool(embedded, { meter })
    const { rows } = await metered.query<{ name: string }>('SELECT name FROM s.items WHERE id = $1', [1])
    expect(rows).toEqual([{ name: 'lamp' }])
    await metered.transaction(async (transaction) => {
      await transaction.query('UPDATE s.items SET name = name')
      await transaction.rollback()
    })
    expect(await durations()).toEqual({
      'query_type=select,table=items': 1,
      'query_type=update,table=items': 1,
    })
    expect(metered.ready).toBe(true)
  })
})

test('an object that is frozen is measured as well', async () => {
  const frozen = Object.freeze({ query: async (_sql: string) => 'done' })
  expect(await meterPool(frozen, { meter }).query('DELETE FROM a')).toBe('done')
  expect(await durations()).toEqual({ 'query_type=delete,table=a': 1 })
})

test('labels and connections can be given', async () => {
  const source = { query: async (_sql: string) => 'done' }
  const pool = meterPool(source, {
    meter,
    describe: () => ({ query_type: 'call', table: 'stock' }),
    connections: () => ({ active: 3, idle: 4 }),
  })
  await pool.query('CALL restock()')
  expect(await durations()).toEqual({ 'query_type=call,table=stock': 1 })
  expect(await recorder.readings('t_database_connections')).toEqual({ 'state=active': 3, 'state=idle': 4 })
})

test('a description that throws costs the description, not the query', async () => {
  const pool = meterPool(
    { query: async (_sql: string) => 'rows' },
    {
      meter,
      describe: () => {
        throw new Error('cannot tell')
      },
    },
  )
  expect(await pool.query('SELECT 1 FROM items')).toBe('rows')
  expect(await durations()).toEqual({ 'query_type=select,table=items': 1 })
})

test('a callback runs in the context of its query, wherever the library calls it', () => {
  const waiting: ((error: unknown, rows: string[]) => void)[] = []
  const query = (_sql: string, done: (error: unknown, rows: string[]) => void) => waiting.push(done)
  const pool = meterPool({ query }, { meter })
  const seen: unknown[] = []
  const request = recorder.tracerProvider.getTracer('test').startActiveSpan('request', (span) => {
    pool.query('SELECT 1 FROM items', () => seen.push(trace.getActiveSpan()))
    return span
  })
  for (const done of waiting) done(null, [])
  expect(seen).toEqual([request])
})

test('a pool that was ended is asked for its connections no more', async () => {
  const pool = meterPool(
    { query: async (_sql: string) => [], end: async () => 'ended' },
    { meter, connections: () => ({ active: 1, idle: 2 }) },
  )
  const readings = () => recorder.readings('t_database_connections')
  expect(await readings()).toEqual({ 'state=active': 1, 'state=idle': 2 })
  expect(await pool.end()).toBe('ended')
  expect(await readings()).toEqual({})
})
