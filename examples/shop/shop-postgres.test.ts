import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { atPostgres, postgresServer, startPostgres } from '../../test/servers/postgres.ts'
import { Rack } from '../../test/servers/rack.ts'
import type { TestServer } from '../../test/servers/server.ts'
import { type Program, startProgram, until } from './testing/program.ts'
import { ShopUnderTest } from './testing/running-shop.ts'

const PASSWORD = 'p@ss: w/o#?'

let rack: Rack
let postgres: TestServer
const programs: Program[] = []

beforeAll(async () => {
  rack = new Rack()
  if (postgresServer !== undefined) postgres = await startPostgres(rack, { password: PASSWORD })
})
afterAll(async () => {
  for (const { child } of programs) child.kill('SIGKILL')
  await rack.close()
})

const query = (sql: string) => atPostgres(postgres.url, sql)

describe.skipIf(postgresServer === undefined)('a shop on PostgreSQL', () => {
  let shop: ShopUnderTest
  beforeAll(async () => {
    shop = new ShopUnderTest('rustok', { DATABASE_URL: postgres.url })
    programs.push(shop.program)
    await shop.started()
  })

  /** Asks the database in each request: no page of products is in a cache. */
  const pages = async (): Promise<number[]> => {
    const answers = await Promise.all(
      Array.from({ length: 15 }, (_, index) => shop.ask(`/products?page=${1 + index}`)),
    )
    return [...new Set(answers.map(({ status }) => status))]
  }
  const works = () => until('pages again', async () => (await pages()).join() === '200')

  test('it has all the metrics that any shop has, and nobody else finds anything of theirs touched', async () => {
    await query('CREATE TABLE public.products (id text)')
    expect(await shop.missingMetrics()).toEqual([])
    expect(await shop.readiness()).toEqual({ code: 200, status: 'ready', stores: { database: 'answers' } })
    expect(await pages()).toEqual([200])
    const [orders] = await query('SELECT count(*)::int AS count FROM spanmeter_shop.orders')
    expect(orders?.count).toBeGreaterThan(0)
    expect(await query('SELECT * FROM public.products')).toEqual([])
  })

  test('as many connections as the pool says are open at the server', async () => {
    const counted = async () => [
      await shop.total('database_connections'),
      Number(
        (
          await query(
            'SELECT count(*) FROM pg_stat_activity WHERE backend_type = $$client backend$$ AND pid <> pg_backend_pid()',
          )
        )[0]?.count,
      ),
    ]
    const [pool = 0, server] = await until('two equal counts', async () => {
      const counts = await counted()
      return counts[0] === counts[1] ? counts : undefined
    })
    expect(pool).toBe(server)
    expect(pool).toBeLessThanOrEqual(10)
  })

  test('killed, requests are answered with an error, which is counted, and work once it is back', async () => {
    await postgres.crash()
    expect(await pages()).toEqual([500])
    expect((await shop.ask('/health')).status).toBe(200)
    expect(await shop.readiness()).toEqual({
      code: 503,
      status: 'unavailable',
      stores: { database: 'silent' },
    })
    expect(await shop.total('database_query_errors_total', { query_type: 'select' })).toBeGreaterThan(0)
    expect(await shop.total('http_requests_total', { status: '500' })).toBeGreaterThan(0)
    await postgres.startAgain()
    await works()
    expect((await shop.readiness()).code).toBe(200)
  })

  test('hanging, requests are answered with an error as well, and work once it answers', async () => {
    postgres.pause()
    expect(await pages()).toEqual([500])
    expect((await shop.readiness()).code).toBe(503)
    postgres.resume()
    await works()
  })

  test('its own connections ended by the server, it makes new ones', async () => {
    await query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = $$client backend$$ AND pid <> pg_backend_pid()',
    )
    await works()
  })

  test('it ends while the server hangs, and nothing was wrong with telemetry', async () => {
    const families = await shop.scrape()
    for (const name of ['swallowed_errors', 'dropped_measurements', 'dropped_attributes']) {
      const samples = families.get(`spanmeter_${name}_total`)?.samples ?? []
      expect([name, samples.filter(({ value }) => value > 0)]).toEqual([name, []])
    }
    postgres.pause()
    expect(await shop.end()).toBe(0)
    postgres.resume()
    expect(shop.program.stderr()).toBe('')
  })
})

test.skipIf(postgresServer === undefined)('a shop that holds all its connections still ends', async () => {
  const env = { DATABASE_URL: postgres.url }
  const shop = new ShopUnderTest('rustok', env, ['--fault', 'held-connections'])
  programs.push(shop.program)
  await shop.started()
  await until(
    'no idle connection',
    async () => (await shop.total('database_connections', { state: 'idle' })) === 0,
  )
  expect(await shop.end()).toBe(0)
})

describe.skipIf(postgresServer === undefined)('a PostgreSQL that is', () => {
  async function start(url: string): Promise<{ code: number | null; said: string }> {
    const program = startProgram(['--json'], { DATABASE_URL: url })
    programs.push(program)
    return { code: await program.exit(), said: program.stderr() }
  }

  test('asked with the wrong password says so in one line without it', async () => {
    const { code, said } = await start(`postgres://shop:secret@127.0.0.1:${postgres.port}/shop`)
    expect(code).toBe(1)
    expect(said).toMatch(/^The server that DATABASE_URL names cannot be used: [^\n]*password[^\n]*\n$/)
    expect(said).not.toContain('secret')
  })

  test('hanging at the start is not waited for', async () => {
    postgres.pause()
    const { code, said } = await start(postgres.url)
    postgres.resume()
    expect(code).toBe(1)
    expect(said).toMatch(/^The server that DATABASE_URL names cannot be used: [^\n]+\n$/)
  })

  test.each(['postgres://shop:secret@127.0.0.1:99999/shop', 'secret'])(
    'named as %s cannot be used',
    async (url) => {
      const { code, said } = await start(url)
      expect(code).toBe(1)
      expect(said).toMatch(/^The server that DATABASE_URL names cannot be used: [^\n]+\n$/)
    },
  )
})
