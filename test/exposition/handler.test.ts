import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'
import fastify from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { createMetricsHandler } from '../../src/exposition/index.ts'
import { setStrict, swallowedErrors } from '../../src/guard/index.ts'
import { type Collectable, isCollectedLazily } from '../../src/points/index.ts'
import { collected, counter, gauge, histogram, readerOf } from './metrics.ts'
import { parseOpenMetrics } from './openmetrics-parser.ts'
import { samplesOf } from './parsed.ts'
import { get, serving } from './requests.ts'
import { parseText } from './text-parser.ts'

const collection = collected(
  [
    counter({ name: 'jobs' }, [{ kind: 'a' }, 1], [{ kind: 'b' }, 2]),
    histogram({ name: 'wait', unit: 's' }, [{}, { boundaries: [1], counts: [1, 0], sum: 0.5 }]),
    gauge({ name: 'unset' }),
  ],
  { 'service.name': 'shop' },
)
const reader = readerOf(collection)
const failing: Collectable = { collect: () => Promise.reject(new Error('no database')) }

afterEach(() => setStrict(false))

describe('the metrics handler', () => {
  it('serves Prometheus text, and OpenMetrics to who prefers it', async () => {
    await serving(createMetricsHandler({ reader }), async (port) => {
      const text = await get(port, '/metrics')
      expect([text.status, text.headers['content-type']]).toEqual([
        200,
        'text/plain; version=0.0.4; charset=utf-8',
      ])
      expect(samplesOf(parseText(text.text))).toMatchObject({
        'jobs_total{kind="b"}': 2,
        wait_seconds_count: 1,
      })
      const open = await get(port, '/metrics', { headers: { accept: 'application/openmetrics-text' } })
      expect(open.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
      expect(open.headers.vary).toBe('Accept, Accept-Encoding')
      expect(samplesOf(parseOpenMetrics(open.text))).toMatchObject({ 'jobs_total{kind="b"}': 2 })
    })
  })

  it('compresses where the client takes it, to the same bytes', async () => {
    await serving(createMetricsHandler({ reader }), async (port) => {
      const plain = await get(port, '/metrics')
      const packed = await get(port, '/metrics', { headers: { 'accept-encoding': 'zstd,gzip' } })
      expect(packed.headers['content-encoding']).toBe('gzip')
      expect(gunzipSync(packed.body).toString()).toBe(plain.text)
      const json = await get(port, '/metrics/json', { headers: { 'accept-encoding': 'gzip' } })
      expect(JSON.parse(gunzipSync(json.body).toString()).metrics).toMatchObject({ wait_seconds_sum: 0.5 })
    })
  })

  it('serves JSON with the whole shape', async () => {
    await serving(createMetricsHandler({ reader, registry: 'shop' }), async (port) => {
      const { status, headers, text } = await get(port, '/metrics/json')
      expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
      const body = JSON.parse(text)
      expect(Object.keys(body)).toEqual(['timestamp', 'metrics', 'registry'])
      expect(body.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      expect(body.registry).toBe('shop')
      expect(body.metrics).toMatchObject({ 'jobs_total{kind=a}': 1, 'wait_seconds_bucket{le=1}': 1 })
    })
  })

  it('tells of its health with the families and samples of a scrape, whether or not there was one', async () => {
    const collectors = () => ['campaign_metrics', '__proto__']
    await serving(createMetricsHandler({ reader, collectors }), async (port) => {
      const expected = {
        status: 'healthy',
        registry: 'application',
        metric_families: 3,
        total_metrics: 7,
        collectors: JSON.parse('{"campaign_metrics":"registered","__proto__":"registered"}'),
      }
      const first = await get(port, '/metrics/health')
      expect([first.status, JSON.parse(first.text)]).toEqual([200, expected])
      const { families } = parseText((await get(port, '/metrics')).text)
      expect([families.length, families.flatMap(({ samples }) => samples).length]).toEqual([3, 7])
      expect(JSON.parse((await get(port, '/metrics/health')).text)).toEqual(expected)
    })
  })

  it('reads instruments of ours lazily, and refuses a path that nobody could ask for', () => {
    const own = readerOf(collection)
    createMetricsHandler({ reader: own })
    expect(isCollectedLazily(own)).toBe(true)
    expect(() => createMetricsHandler({ reader, path: 'metrics' })).toThrow(
      'The path "metrics" does not begin with a slash. Write "/metrics".',
    )
  })

  it('lists the domain meters of the last scrape, where it is told no others', async () => {
    const scopeMetrics = ['spanmeter/event_bus', 'spanmeter/cache', 'spanmeter', 'other'].map((name) => ({
      scope: { name },
      metrics: [gauge({ name: `g of ${name}` }, [{}, 1])],
    }))
    const domains = readerOf({ resource: { attributes: {} }, scopeMetrics })
    await serving(createMetricsHandler({ reader: domains }), async (port) => {
      const { collectors } = JSON.parse((await get(port, '/metrics/health')).text)
      expect(collectors).toEqual({ event_bus_metrics: 'registered', cache_metrics: 'registered' })
    })
  })

  it('answers 500 when a collection fails, is unhealthy then, and recovers with the next one', async () => {
    let fails = true
    const wavering: Collectable = { collect: async () => (fails ? failing : reader).collect() }
    await serving(createMetricsHandler({ reader: wavering }), async (port) => {
      const failed = await get(port, '/metrics')
      expect([failed.status, failed.text]).toEqual([
        500,
        'The metrics could not be collected: Error: no database\n',
      ])
      expect((await get(port, '/metrics/json')).status).toBe(500)
      fails = false
      const health = await get(port, '/metrics/health')
      expect(health.status).toBe(503)
      expect(JSON.parse(health.text)).toMatchObject({
        status: 'unhealthy',
        metric_families: 0,
        error: 'Error: no database',
      })
      expect((await get(port, '/metrics')).status).toBe(200)
      expect((await get(port, '/metrics/health')).status).toBe(200)
    })
  })

  it('is unhealthy from the first when there is nothing to collect from', async () => {
    await serving(createMetricsHandler({ reader: failing }), async (port) => {
      expect((await get(port, '/metrics/health')).status).toBe(503)
    })
  })

  it.each([false, true])(
    'answers 500 when the reader throws at once, is late, or gives errors only (strict: %s)',
    async (strict) => {
      setStrict(strict)
      const throwing: Collectable = {
        collect: () => {
          throw new Error('shut down')
        },
      }
      const late: Collectable = { collect: () => new Promise(() => {}) }
      const empty: Collectable = {
        collect: async () => ({ resourceMetrics: collected([]), errors: [new Error('callback')] }),
      }
      for (const broken of [throwing, late, empty]) {
        await serving(createMetricsHandler({ reader: broken, collectTimeoutMillis: 50 }), async (port) => {
          expect((await get(port, '/metrics')).status).toBe(500)
          expect((await get(port, '/metrics')).status).toBe(500)
        })
      }
    },
  )

  it('serves what there is when some of the callbacks failed, and counts the error', async () => {
    const partial: Collectable = {
      collect: async () => ({ resourceMetrics: collection, errors: [new Error('one callback')] }),
    }
    const before = swallowedErrors().get('metric collection') ?? 0
    await serving(createMetricsHandler({ reader: partial }), async (port) => {
      expect((await get(port, '/metrics')).status).toBe(200)
      expect(swallowedErrors().get('metric collection')).toBe(before + 1)
    })
  })

  it('breaks the response when a failure comes after the first byte, so that nobody takes it for whole', async () => {
    const many = Array.from({ length: 5000 }, (_, at) => [{ at: `${at}`.padStart(100, 'x') }, at] as const)
    const metric = gauge({ name: 'g' }, ...many)
    const breaking = {
      ...metric,
      *points() {
        yield* metric.dataPoints
        throw new Error('half way')
      },
    }
    const collectable = readerOf(collected([breaking as typeof metric]))
    await serving(createMetricsHandler({ reader: collectable }), async (port) => {
      await expect(get(port, '/metrics')).rejects.toThrow('aborted')
      expect((await get(port, '/metrics/health')).status).toBe(503)
    })
  })

  it('answers HEAD as it would answer GET: with 500 when the collection fails, also beside a GET', async () => {
    let fails = true
    const unsteady: Collectable = {
      collect: async () => {
        if (fails) throw new Error('no luck')
        return { resourceMetrics: collection, errors: [] }
      },
    }
    await serving(createMetricsHandler({ reader: unsteady }), async (port) => {
      const ask = async (path: string, method: string) => {
        const { status, text, headers } = await get(port, path, { method })
        return [status, headers['content-type'], text.length > 0]
      }
      for (const path of ['/metrics', '/metrics/json']) {
        fails = true
        const [failed, type] = await ask(path, 'GET')
        expect(failed).toBe(500)
        expect(await ask(path, 'HEAD')).toEqual([500, type, false])
        fails = false
        const [head, body] = await Promise.all([ask(path, 'HEAD'), ask(path, 'GET')])
        expect(head).toEqual([200, body?.[1], false])
        expect(body).toEqual([200, body?.[1], true])
      }
    })
  })

  it('answers HEAD without a body, other methods with 405, and other paths with 404', async () => {
    await serving(createMetricsHandler({ reader }), async (port) => {
      const head = await get(port, '/metrics', { method: 'HEAD' })
      expect([head.status, head.text, head.headers['content-type']]).toEqual([
        200,
        '',
        'text/plain; version=0.0.4; charset=utf-8',
      ])
      expect((await get(port, '/metrics/health', { method: 'HEAD' })).status).toBe(200)
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']) {
        const { status, headers } = await get(port, '/metrics', { method })
        expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
      }
      for (const path of [
        '/',
        '/metricsx',
        '/metrics/other',
        '/metrics//json',
        '/%',
        '//',
        '/metrics/json/x',
      ]) {
        expect((await get(port, path)).status).toBe(404)
      }
    })
  })

  it('asks for the bearer token on each of its paths', async () => {
    await serving(createMetricsHandler({ reader, bearerToken: 'secret' }), async (port) => {
      for (const path of ['/metrics', '/metrics/json', '/metrics/health']) {
        const refused = await get(port, path)
        expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Bearer'])
        expect((await get(port, path, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
        expect((await get(port, path, { headers: { authorization: 'Bearer secret' } })).status).toBe(200)
      }
    })
  })

  it('works below any path, in Fastify, and where a framework takes the mount off the address', async () => {
    const mounted = createMetricsHandler({ reader, path: '/api/_health/metrics' })
    const app = fastify()
    app.get('/api/_health/metrics*', (request, reply) => {
      reply.hijack()
      mounted(request.raw, reply.raw)
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const address = app.server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    try {
      expect((await get(port, '/api/_health/metrics')).status).toBe(200)
      expect((await get(port, '/api/_health/metrics/json')).status).toBe(200)
    } finally {
      await app.close()
    }
    const handler = createMetricsHandler({ reader })
    const express = createServer((request, response) => {
      const stripped = Object.assign(request, {
        originalUrl: request.url,
        baseUrl: '/internal',
        url: request.url?.slice(9) || '/',
      })
      handler(stripped, response)
    })
    await serving(
      (request, response) => express.emit('request', request, response),
      async (port) => {
        expect((await get(port, '/internal')).status).toBe(200)
        expect((await get(port, '/internal/health')).status).toBe(200)
        expect((await get(port, '/internal/metrics')).status).toBe(404)
      },
    )
  })
})
