import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { http } from './index.ts'

useContext()

describe.each(meterProviders)('HTTP on the %s', (provider) => {
  const make = (recording: Recording) =>
    defineSystem({ namespace: 'rustok', domains: { http }, ...recording }).http
  let recording: Recording
  let meter: ReturnType<typeof make>
  beforeEach(() => {
    recording = record(provider)
    meter = make(recording)
  })

  async function reading(method: string, route: string, status: string) {
    const samples = await recording.samples()
    const sized = (name: string) => samples.get(`rustok_http_${name}{endpoint="${route}",method="${method}"}`)
    return {
      requests: samples.get(
        `rustok_http_requests_total{method="${method}",path="${route}",status="${status}"}`,
      ),
      byEndpoint: samples.get(
        `rustok_http_requests_by_endpoint_total{endpoint="${route}",method="${method}",status="${status}"}`,
      ),
      timed: samples.get(`rustok_http_request_duration_seconds_count{method="${method}",path="${route}"}`),
      received: sized('request_size_bytes_sum'),
      sent: sized('response_size_bytes_sum'),
    }
  }

  test('a request is counted, timed and sized by method, matched route and status', async () => {
    await meter.server({ method: 'GET' }, { url_path: '/products/7', request_size: 0 }, async (operation) => {
      operation.set({ path: '/products/:id', status: 200 })
      operation.annotate({ response_size: 512 })
    })
    expect(await reading('GET', '/products/:id', '200')).toEqual({
      requests: 1,
      byEndpoint: 1,
      timed: 1,
      received: 0,
      sent: 512,
    })
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      {
        name: 'GET /products/:id',
        kind: SpanKind.SERVER,
        status: { code: SpanStatusCode.UNSET },
        attributes: {
          'http.request.method': 'GET',
          'http.route': '/products/:id',
          'http.response.status_code': 200,
          'url.path': '/products/7',
          'http.response.body.size': 512,
        },
      },
    ])
  })

  test('a request of unknown size has no size', async () => {
    meter.server.run({ method: 'GET' }, (operation) => operation.set({ path: '/', status: 204 }))
    const { requests, received, sent } = await reading('GET', '/', '204')
    expect([requests, received, sent]).toEqual([1, undefined, undefined])
  })

  test('a request that matched no route is unmatched, and its span is named by the method', async () => {
    meter.server.run({ method: 'GET' }, (operation) => operation.set({ status: 404 }))
    expect(await reading('GET', 'unmatched', '404')).toMatchObject({ requests: 1, byEndpoint: 1, timed: 1 })
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      { name: 'GET', status: { code: SpanStatusCode.UNSET } },
    ])
  })

  test('a method that HTTP does not know is _OTHER, whatever the client sends', async () => {
    for (const method of ['BREW', 'x'.repeat(1000), 'GET\n']) {
      meter.server.run({ method }, (operation) => operation.set({ path: '/', status: 405 }))
    }
    meter.server.run({ method: 'get' }, (operation) => operation.set({ path: '/', status: 200 }))
    expect(await reading('_OTHER', '/', '405')).toMatchObject({ requests: 3, byEndpoint: 3, timed: 3 })
    expect(await reading('GET', '/', '200')).toMatchObject({ requests: 1 })
    expect(recording.spans.getFinishedSpans()[0]?.name).toBe('HTTP /')
  })

  test('on the span a method is a known one, with what was sent beside it; no route is no route', () => {
    meter.server.run({ method: 'get' }, () => {})
    meter.server.run({ method: 'BREW' }, (operation) => operation.set({ path: '/pot' }))
    meter({ method: 'get' }).client.run({}, (operation) => operation.set({ status: 200 }))
    const [lower, unknown, bound] = recording.spans.getFinishedSpans().map(({ attributes }) => attributes)
    expect(lower).toEqual({
      'http.request.method': 'GET',
      'http.request.method_original': 'get',
      'http.response.status_code': 200,
    })
    expect(unknown).toMatchObject({
      'http.request.method': '_OTHER',
      'http.request.method_original': 'BREW',
      'http.route': '/pot',
    })
    expect(bound).toMatchObject({ 'http.request.method': 'GET', 'http.request.method_original': 'get' })
  })

  test('a 5xx is a failure with the status as error.type; a 4xx is none of the server', async () => {
    for (const status of [404, 503, '500']) {
      meter.server.run({ method: 'GET' }, (operation) => operation.set({ path: '/', status }))
    }
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      { status: { code: SpanStatusCode.UNSET } },
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': '503' } },
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': '500' } },
    ])
  })

  test('a handler that throws is a 500, and its error comes back untouched', async () => {
    const failure = new TypeError('no such product')
    const served = meter.server.run({ method: 'GET', path: '/' }, () => Promise.reject(failure))
    await expect(served).rejects.toBe(failure)
    expect(await reading('GET', '/', '500')).toMatchObject({ requests: 1, byEndpoint: 1, timed: 1 })
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      { attributes: { 'error.type': 'TypeError', 'http.response.status_code': 500 } },
    ])
  })

  test('a client that left is a 499, and no failure', async () => {
    const left = new DOMException('The client left', 'AbortError')
    await expect(meter.server.run({ method: 'GET', path: '/' }, () => Promise.reject(left))).rejects.toBe(
      left,
    )
    expect(await reading('GET', '/', '499')).toMatchObject({ requests: 1 })
    expect(recording.spans.getFinishedSpans()[0]?.status.code).toBe(SpanStatusCode.UNSET)
  })

  test('a registered route exists at 0 with status 200', async () => {
    meter.registerRoute({ method: 'GET', path: '/products/:id' })
    expect(await reading('GET', '/products/:id', '200')).toMatchObject({ requests: 0, byEndpoint: 0 })
    meter({ method: 'POST' }).registerRoute({ method: 'POST', path: '/orders' })
    expect(await reading('POST', '/orders', '200')).toMatchObject({ requests: 0, byEndpoint: 0 })
  })

  test('a request continues the trace of its headers, and a call of ours passes it on', async () => {
    const headers: Record<string, string> = {}
    await meter.client({ method: 'GET' }, { url: 'http://stock/items?id=7', headers }, async (operation) => {
      operation.set({ status: 200 })
    })
    expect(headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    meter.server({ method: 'GET' }, { headers }, () => 1)
    const [client, server] = recording.spans.getFinishedSpans()
    expect(client).toMatchObject({ name: 'GET', kind: SpanKind.CLIENT })
    expect(client?.attributes).toMatchObject({
      'url.full': 'http://stock/items?id=7',
      'http.response.status_code': 200,
    })
    expect(server?.parentSpanContext?.spanId).toBe(client?.spanContext().spanId)
  })

  test('to a client a 4xx is a failure', () => {
    meter.client({ method: 'GET' }, {}, (operation) => operation.set({ status: 404 }))
    expect(recording.spans.getFinishedSpans()[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': '404' },
    })
  })

  test('open connections are those of the server at this moment', async () => {
    const server = createServer((_, response) => response.end('ok'))
    using _observer = meter.observeConnections(server)
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const open = async () => (await recording.samples()).get('rustok_http_active_connections')
    expect(await open()).toBe(0)
    const { port } = server.address() as AddressInfo
    const client = connect(port, '127.0.0.1')
    const accepted = await new Promise<Socket>((seen) => server.once('connection', seen))
    expect(await open()).toBe(1)
    const closed = new Promise((done) => accepted.once('close', done))
    client.destroy()
    await closed
    expect(await open()).toBe(0)
    await new Promise((stopped) => server.close(stopped))
  })

  test('record helpers move their metrics, each under its own label names', async () => {
    meter.requests.add(1, { method: 'GET', path: '/', status: 200 })
    meter.requestsByEndpoint.add(1, { method: 'get', endpoint: '/', status: '200' })
    meter.requestDuration.record(0.1, { method: 'GET', path: '/' })
    meter.requestSize.record(100, { method: 'GET', endpoint: '/' })
    meter.responseSize.record(1000, { method: 'GET', endpoint: '/' })
    meter.activeConnections.record(5)
    expect(await reading('GET', '/', '200')).toEqual({
      requests: 1,
      byEndpoint: 1,
      timed: 1,
      received: 100,
      sent: 1000,
    })
    expect((await recording.samples()).get('rustok_http_active_connections')).toBe(5)
  })

  test('what not every system has is emitted where it is asked for', async () => {
    const dalston = defineSystem({
      namespace: 'dalston',
      domains: {
        gateway: http.with({
          subsystem: 'gateway',
          only: ['requests', 'requestDuration'],
          also: ['websocketConnections', 'uploadBytes'],
          labels: { path: 'endpoint', status: 'status_code' },
          metrics: { requestDuration: { description: 'Request latency' } },
        }),
      },
      ...recording,
    })
    dalston.gateway.websocketConnections.record(2)
    dalston.gateway.uploadBytes.add(1024)
    dalston.gateway.server({ method: 'GET' }, { request_size: 7 }, (operation) =>
      operation.set({ path: '/v1/jobs', status: 202 }),
    )
    const samples = await recording.samples()
    const names = [...samples.keys()].filter((name) => name.startsWith('dalston') && !name.includes('_sum'))
    expect(names.sort()).toEqual([
      'dalston_gateway_request_duration_seconds_count{endpoint="/v1/jobs",method="GET"}',
      'dalston_gateway_requests_total{endpoint="/v1/jobs",method="GET",status_code="202"}',
      'dalston_gateway_upload_bytes_total',
      'dalston_gateway_websocket_connections_active',
    ])
  })
})
