import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startForgetfulProxy } from '../../test/servers/forgetful-proxy.ts'
import { Rack } from '../../test/servers/rack.ts'
import { atRedis, redisServer, startRedis } from '../../test/servers/redis.ts'
import type { TestServer } from '../../test/servers/server.ts'
import { type Program, startProgram, until } from './testing/program.ts'
import { ShopUnderTest } from './testing/running-shop.ts'

const PASSWORD = 'p@ss: w/o#?'
const KEPT = { cache: 'products-redis' }

let rack: Rack
let redis: TestServer
const programs: Program[] = []

beforeAll(async () => {
  rack = new Rack()
  if (redisServer !== undefined) redis = await startRedis(rack, { password: PASSWORD })
})
afterAll(async () => {
  for (const { child } of programs) child.kill('SIGKILL')
  await rack.close()
})

describe.skipIf(redisServer === undefined)('a shop with Redis', () => {
  let shop: ShopUnderTest
  beforeAll(async () => {
    shop = new ShopUnderTest('rustok', { REDIS_URL: redis.url })
    programs.push(shop.program)
    await shop.started()
  })

  /** Thirty products, most of them in no cache of the process. */
  async function statuses(): Promise<number[]> {
    const ids = Array.from({ length: 30 }, (_, index) => 1 + index * 16)
    const answers = await Promise.all(ids.map((id) => shop.ask(`/products/${id}`)))
    return [...new Set(answers.map(({ status }) => status))]
  }

  const hits = () => shop.total('cache_operations_total', { ...KEPT, operation: 'get', result: 'hit' })

  test('it has all the metrics that any shop has, and those of its second cache and of the breaker before it', async () => {
    expect(await shop.missingMetrics()).toEqual([])
    await until('hits, misses, loads and writes of the second cache', async () => {
      const operations = (await shop.scrape()).get('rustok_cache_operations_total')
      const seen = (operations?.samples ?? [])
        .filter(({ labels, value }) => labels.cache === 'products-redis' && value > 0)
        .map(({ labels }) => `${labels.operation} ${labels.result}`)
      return ['get hit', 'get miss', 'load success', 'set success'].every((one) => seen.includes(one))
    })
    await until('a status that shows both caches and both breakers', () =>
      shop.program
        .lines()
        .some(
          (line) =>
            line.type === 'status' &&
            line.status.caches.some(
              ({ cache, hitRate }) => cache === 'products-redis' && hitRate !== undefined,
            ) &&
            line.status.caches.some(({ cache }) => cache === 'products') &&
            line.status.breakers.length === 2,
        ),
    )
    await shop.breakerIs('redis', 0)
    const calls = (result: string) => shop.total('circuit_breaker_calls_total', { service: 'redis', result })
    // A machine that is busy for a moment lets some come too late.
    expect(await calls('success')).toBeGreaterThan(4 * (await calls('failure')))
    const ready = await until('a shop that is ready', async () => {
      const readiness = await shop.readiness()
      return readiness.status === 'ready' && readiness
    })
    expect(ready).toEqual({
      code: 200,
      status: 'ready',
      stores: { database: 'answers', redis: 'answers' },
    })
  })

  /**
   * Sets a price, does something else, and sees that it is answered, every time, until it is in Redis as well: on a busy
   * machine that may be too late for a request, which the database answers then.
   */
  async function isKept(id: number, priceCents: number, meanwhile: (key: string) => Promise<unknown>) {
    const key = `spanmeter-shop:product:${id}`
    await until(`the product ${id} in Redis`, async () => {
      expect((await shop.put(`/products/${id}/price`, { priceCents })).status).toBe(200)
      await meanwhile(key)
      const product = { id, priceCents }
      expect(await (await shop.ask(`/products/${id}`)).json()).toMatchObject(product)
      const kept = await atRedis(redis.url, (client) => client.get(key))
      return kept?.includes(`"priceCents":${priceCents}`)
    })
  }

  test('a new price is seen at once', async () => {
    await shop.ask('/products/499')
    await isKept(499, 4_711, async () => {})
  })

  test.each(['no JSON', '{"id":500}', 'null'])('%s under one of its keys does no harm', (nonsense) =>
    isKept(500, 1_234, (key) => atRedis(redis.url, (client) => client.set(key, nonsense))),
  )

  test('killed, Redis is missed by nobody: the breaker opens, and closes once Redis is back', async () => {
    await redis.crash()
    await shop.breakerIs('redis', 1)
    expect(await statuses()).toEqual([200])
    expect(await shop.total('cache_operations_total', { ...KEPT, result: 'error' })).toBeGreaterThan(0)
    expect(await shop.total('module_errors_total', { module: 'redis' })).toBeGreaterThan(0)
    expect(await shop.readiness()).toEqual({
      code: 200,
      status: 'degraded',
      stores: { database: 'answers', redis: 'silent' },
    })
    const before = await hits()
    await redis.startAgain()
    await shop.breakerIs('redis', 0)
    await until('hits again', async () => (await hits()) > before)
    await until('a shop that is ready', async () => (await shop.readiness()).status === 'ready')
  })

  test('hanging, it is not waited for: requests are answered, and it is used again when it answers', async () => {
    redis.pause()
    await shop.breakerIs('redis', 1)
    expect(await statuses()).toEqual([200])
    const timedOut = { module: 'redis', error_type: 'ETIMEDOUT' }
    expect(await shop.total('module_errors_total', timedOut)).toBeGreaterThan(0)
    expect((await shop.readiness()).stores).toEqual({ database: 'answers', redis: 'silent' })
    const before = await hits()
    redis.resume()
    await shop.breakerIs('redis', 0)
    await until('hits again', async () => (await hits()) > before)
  })

  test('nothing of it broke a request or telemetry, and it ends while Redis hangs', async () => {
    expect(await shop.total('http_requests_total', { status: '500' })).toBe(0)
    const families = await shop.scrape()
    for (const name of ['swallowed_errors', 'dropped_measurements', 'dropped_attributes']) {
      const samples = families.get(`spanmeter_${name}_total`)?.samples ?? []
      expect([name, samples.filter(({ value }) => value > 0)]).toEqual([name, []])
    }
    redis.pause()
    expect(await shop.end()).toBe(0)
    redis.resume()
    expect(shop.program.stderr()).toBe('')
  })
})

describe.skipIf(redisServer === undefined)('a network that', () => {
  test('loses the connection to Redis without a word is noticed, and a new one is made', async () => {
    const proxy = await startForgetfulProxy(rack, redis.port)
    const shop = new ShopUnderTest('', {
      REDIS_URL: redis.url.replace(String(redis.port), String(proxy.port)),
    })
    programs.push(shop.program)
    await shop.started()
    const hits = () => shop.total('cache_operations_total', { ...KEPT, operation: 'get', result: 'hit' })
    await until('hits', async () => (await hits()) > 0)
    proxy.forget()
    await shop.breakerIs('redis', 1)
    const before = await hits()
    await shop.breakerIs('redis', 0)
    await until('hits again', async () => (await hits()) > before)
    expect(await shop.end()).toBe(0)
  })
})

describe.skipIf(redisServer === undefined)('a Redis that is', () => {
  function start(url: string, env: NodeJS.ProcessEnv = {}): Program {
    const program = startProgram(['--json', '--duration', '2s'], { REDIS_URL: url, ...env })
    programs.push(program)
    return program
  }

  test('not there at the start is noticed, and the shop starts', async () => {
    const program = start('redis://:secret@127.0.0.1:1')
    expect(await program.exit()).toBe(0)
    expect(program.stderr()).toMatch(/^Redis does not answer yet \([^\n]*127\.0\.0\.1:1\)[^\n]*\n$/)
    expect(program.lines().at(-1)?.type).toBe('summary')
  })

  test('hanging at the start is noticed, and the shop starts', async () => {
    redis.pause()
    const program = start(redis.url)
    const code = await program.exit()
    redis.resume()
    expect(code).toBe(0)
    expect(program.stderr()).toMatch(/^Redis does not answer yet [^\n]*\n$/)
  })

  test('asked with the wrong password, or none, says so in one line without it', async () => {
    for (const url of [`redis://:secret@127.0.0.1:${redis.port}`, `redis://127.0.0.1:${redis.port}`]) {
      const program = start(url)
      expect(await program.exit()).toBe(1)
      expect(program.stderr()).toMatch(
        /^The Redis that REDIS_URL names cannot be used: (WRONGPASS|NOAUTH)[^\n]*\n$/,
      )
      expect(program.stderr()).not.toContain('secret')
    }
  })

  test.each(['http://:secret@127.0.0.1', 'redis://:secret@127.0.0.1/first', ':secret@127.0.0.1'])(
    'named as %s cannot be used',
    async (url) => {
      const program = start(url)
      expect(await program.exit()).toBe(1)
      expect(program.stderr()).toMatch(/^The Redis that REDIS_URL names cannot be used: [^\n]+\n$/)
      expect(program.stderr()).not.toContain('secret')
    },
  )

  test('behind TLS is used with rediss://', async () => {
    const folder = rack.folder()
    const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
    const files = ['-keyout', key, '-out', certificate]
    const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1']
    execFileSync('openssl', ['req', ...kind, ...files, ...subject], { stdio: 'ignore' })
    const server = await startRedis(rack, { password: PASSWORD, tls: { certificate, key } })
    const trusting = start(server.url, { NODE_EXTRA_CA_CERTS: certificate })
    expect(await trusting.exit()).toBe(0)
    expect(trusting.stderr()).toBe('')
    const doubting = start(server.url)
    expect(await doubting.exit()).toBe(0)
    expect(doubting.stderr()).toMatch(/^Redis does not answer yet \(self-signed certificate\)/)
  })
})
