import { request as httpRequest } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { SpanStatusCode, trace } from '@opentelemetry/api'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRecorder, type Recorder } from '../../../test/integrations/recorder.ts'
import { defineSystem } from '../../catalog/index.ts'
import { http } from '../../domains/index.ts'
import { meterFastify } from './index.ts'

let recorder: Recorder
let app: FastifyInstance

beforeEach(async () => {
  recorder = createRecorder()
  const { meterProvider, tracerProvider } = recorder
  const system = defineSystem({ namespace: 't', domains: { http }, meterProvider, tracerProvider })
  app = Fastify()
  await app.register(meterFastify, { meter: system.http })
})

afterEach(async () => {
  await app.close()
  await recorder.close()
})

async function listen(): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}

/** Adds the route /slow. @returns what answers each of its requests, in the order of their coming */
function slowRoute(): (() => void)[] {
  const waiting: (() => void)[] = []
  app.get('/slow', async () => {
    await new Promise<void>((resolve) => waiting.push(resolve))
    return 'too late'
  })
  return waiting
}

/** The response is measured when the server has sent it, which is a moment after the client has read it. */
async function eventually(check: () => Promise<void> | void): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await check()
    } catch (error) {
      if (tries === 100) throw error
      await sleep(20)
    }
  }
}

describe('a metered Fastify server', () => {
  test('counts requests by the route that matched, the method and the status', async () => {
    app.get('/products/:id', async (_request, reply) => reply.code(203).send('found'))
    const url = await listen()
    for (const id of ['1', '2', '3']) await fetch(`${url}/products/${id}?page=4`)
    await fetch(`${url}/nowhere/at/all`)
    await eventually(async () => {
      expect(await recorder.readings('t_http_requests_total')).toEqual({
        'method=GET,path=/products/:id,status=200': 0,
        'method=GET,path=/products/:id,status=203': 3,
        'method=GET,path=unmatched,status=404': 1,
      })
    })
    expect(await recorder.readings('t_http_request_duration_seconds')).toMatchObject({
      'method=GET,path=/products/:id': { count: 3 },
    })
  })

  test('names the span by method and route, and leaves the query out of it', async () => {
    app.get('/products/:id', async () => 'found')
    const url = await listen()
    await fetch(`${url}/products/7?token=secret`)
    await eventually(() => expect(recorder.spans()).toHaveLength(1))
    const [span] = recorder.spans()
    expect(span?.name).toBe('GET /products/:id')
    expect(span?.attributes).toMatchObject({ 'http.route': '/products/:id', 'url.path': '/products/7' })
    expect(JSON.stringify(span?.attributes)).not.toContain('secret')
  })

  test('measures the bytes of both bodies, declared or streamed', async () => {
    app.post('/echo', async (request) => request.body)
    app.get('/stream', async (_request, reply) => reply.send(Readable.from([Buffer.alloc(1_000), 'é'])))
    const url = await listen()
    await fetch(`${url}/echo`, {
      method: 'POST',
      body: 'twelve bytes',
      headers: { 'content-type': 'text/plain' },
    })
    await fetch(`${url}/stream`)
    const chunked = httpRequest(`${url}/echo`, { method: 'POST', headers: { 'content-type': 'text/plain' } })
    chunked.on('response', (response) => response.resume())
    chunked.write('a'.repeat(100))
    chunked.end('b'.repeat(11))
    await eventually(async () => {
      expect(await recorder.readings('t_http_request_size_bytes')).toEqual({
        'endpoint=/echo,method=POST': { count: 2, sum: 12 + 111 },
        'endpoint=/stream,method=GET': { count: 1, sum: 0 },
      })
      expect(await recorder.readings('t_http_response_size_bytes')).toEqual({
        'endpoint=/echo,method=POST': { count: 2, sum: 12 + 111 },
        'endpoint=/stream,method=GET': { count: 1, sum: 1_002 },
      })
    })
  })

  test('a HEAD request is answered without a body, whatever length it declares', async () => {
    app.get('/page', async () => 'x'.repeat(50))
    const url = await listen()
    await fetch(`${url}/page`, { method: 'HEAD' })
    await eventually(async () => {
      expect(await recorder.readings('t_http_response_size_bytes')).toEqual({
        'endpoint=/page,method=HEAD': { count: 1, sum: 0 },
      })
    })
  })

  test('handlers run inside the span, with a body read or without, in the trace of the caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const seen: (string | undefined)[] = []
    const handler = async (): Promise<string> => {
      await sleep(1)
      seen.push(trace.getActiveSpan()?.spanContext().traceId)
      return 'ok'
    }
    app.get('/get', handler)
    app.post('/post', handler)
    const url = await listen()
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` }
    await fetch(`${url}/get`, { headers })
    const body = JSON.stringify({ text: 'x'.repeat(100_000) })
    await fetch(`${url}/post`, {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': 'application/json' },
    })
    expect(seen).toEqual([traceId, traceId])
    await eventually(() => expect(recorder.spans()).toHaveLength(2))
    expect(recorder.spans().map((span) => span.parentSpanContext?.spanId)).toEqual(
      new Array(2).fill('b7ad6b7169203331'),
    )
  })

  test('an error of a handler fails the span; an error of the client does not', async () => {
    app.get('/broken', async () => {
      throw new TypeError('no such thing')
    })
    app.get('/picky', { schema: { querystring: { type: 'object', required: ['q'] } } }, async () => 'ok')
    const url = await listen()
    expect((await fetch(`${url}/broken`)).status).toBe(500)
    expect((await fetch(`${url}/picky`)).status).toBe(400)
    await eventually(() => expect(recorder.spans()).toHaveLength(2))
    const [broken, picky] = recorder.spans()
    expect(broken?.status.code).toBe(SpanStatusCode.ERROR)
    expect(broken?.events[0]?.attributes?.['exception.message']).toBe('no such thing')
    expect(picky?.status.code).toBe(SpanStatusCode.UNSET)
  })

  test('a client that goes away before the answer counts as 499, once', async () => {
    const waiting = slowRoute()
    const url = new URL(await listen())
    const socket = connect(Number(url.port), url.hostname)
    socket.write(`GET /slow HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`)
    await eventually(() => expect(waiting).toHaveLength(1))
    socket.destroy()
    await eventually(async () => {
      expect(await recorder.readings('t_http_requests_total')).toMatchObject({
        'method=GET,path=/slow,status=499': 1,
      })
    })
    for (const answer of waiting) answer()
    await sleep(50)
    expect(await recorder.readings('t_http_requests_total')).toEqual({
      'method=GET,path=/slow,status=200': 0,
      'method=GET,path=/slow,status=499': 1,
    })
  })

  test('requests that wait behind one another on a connection count as 499 too when it is gone', async () => {
    const waiting = slowRoute()
    const url = new URL(await listen())
    const socket = connect(Number(url.port), url.hostname)
    socket.write(`GET /slow HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`.repeat(12))
    await eventually(() => expect(waiting).toHaveLength(12))
    socket.destroy()
    await eventually(async () => {
      expect(await recorder.readings('t_http_requests_total')).toMatchObject({
        'method=GET,path=/slow,status=499': 12,
      })
    })
    for (const answer of waiting) answer()
    expect(recorder.spans()).toHaveLength(12)
  })

  test('a hijacked response is measured too', async () => {
    app.get('/raw', (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(202)
      reply.raw.end('by hand')
    })
    const url = await listen()
    expect(await (await fetch(`${url}/raw`)).text()).toBe('by hand')
    await eventually(async () => {
      expect(await recorder.readings('t_http_requests_total')).toMatchObject({
        'method=GET,path=/raw,status=202': 1,
      })
      expect(await recorder.readings('t_http_response_size_bytes')).toEqual({
        'endpoint=/raw,method=GET': { count: 1, sum: 7 },
      })
    })
  })

  test('routes exist at 0 before anybody asks for them, also those inside an encapsulated plugin', async () => {
    await app.register(
      async (scope) => {
        scope.route({ method: ['PUT', 'DELETE'], url: '/:name', handler: async () => 'ok' })
      },
      { prefix: '/faults' },
    )
    await app.ready()
    expect(await recorder.readings('t_http_requests_by_endpoint_total')).toEqual({
      'endpoint=/faults/:name,method=DELETE,status=200': 0,
      'endpoint=/faults/:name,method=PUT,status=200': 0,
    })
  })

  test('open connections are observed, and no longer once the server is closed', async () => {
    app.get('/', async () => 'ok')
    const url = new URL(await listen())
    const sockets = [0, 1].map(() => connect(Number(url.port), url.hostname))
    await eventually(async () => {
      expect(await recorder.readings('t_http_active_connections')).toEqual({ '': 2 })
    })
    sockets[0]?.destroy()
    await eventually(async () => {
      expect(await recorder.readings('t_http_active_connections')).toEqual({ '': 1 })
    })
    sockets[1]?.destroy()
    await app.close()
    expect(await recorder.readings('t_http_active_connections')).toEqual({})
  })

  test('a body over the limit is still refused when it is sent without a length', async () => {
    app.post('/small', { bodyLimit: 10 }, async () => 'ok')
    const url = await listen()
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest(`${url}/small`, { method: 'POST', headers: { 'content-type': 'text/plain' } })
      sent.on('response', (response) => resolve(response.statusCode))
      sent.on('error', reject)
      sent.write('x'.repeat(20))
      sent.end()
    })
    expect(status).toBe(413)
  })
})
