import { trace } from '@opentelemetry/api'
import { describe, expect, test } from 'vitest'
import { conventions } from '../../test/domains/conventions.ts'
import { meterProviders, record, useContext } from '../../test/domains/recording.ts'
import { catalogOf, defineDomain, defineSystem, lintCatalog } from '../catalog/index.ts'
import { database, eventBus, http, jobs, webhook } from './index.ts'

useContext()

describe.each(meterProviders)(
  'a system that speaks the semantic conventions as well, on the %s',
  (provider) => {
    test('measures a request it serves by method, route, status and scheme, beside its own names', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { http }, semconv: true, ...recording })
      const details = {
        url_scheme: 'https',
        url_path: '/products/7',
        request_size: 300,
        response_size: 5_000,
      }
      await shop.http.server({ method: 'get' }, details, async (operation) => {
        operation.set({ path: '/products/:id', status: 200 })
      })
      await shop.http.server({ method: 'GET' }, {}, (operation) => operation.set({ status: 503 }))
      const request =
        '{http.request.method="GET",http.response.status_code="200",http.route="/products/:id",url.scheme="https"}'
      expect(await conventions(recording)).toEqual({
        [`http.server.request.duration_count${request}`]: 1,
        [`http.server.request.body.size_count${request}`]: 1,
        [`http.server.response.body.size_count${request}`]: 1,
        'http.server.request.duration_count{error.type="503",http.request.method="GET",http.response.status_code="503"}': 1,
      })
      const samples = await recording.samples()
      expect(samples.get('shop_http_requests_total{method="GET",path="/products/:id",status="200"}')).toBe(1)
      expect(samples.get(`http.server.request.body.size_sum${request}`)).toBe(300)
    })

    test('records one reading of the clock under both names', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { database }, semconv: true, ...recording })
      await shop.database.query({ query_type: 'select', table: 'products' }, {}, async () => {})
      const samples = await recording.samples()
      const own = samples.get(
        'shop_database_query_duration_seconds_sum{query_type="select",table="products"}',
      )
      expect(own).toBeGreaterThan(0)
      expect(
        samples.get(
          'db.client.operation.duration_sum{db.collection.name="products",db.operation.name="select"}',
        ),
      ).toBe(own)
    })

    test('gives name, unit, bounds and integer status as the conventions have them', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { http }, semconv: true, ...recording })
      shop.http.server.run({ method: 'GET' }, (operation) => operation.set({ path: '/', status: '200' }))
      const found = (await recording.metrics()).find(
        ({ descriptor }) => descriptor.name === 'http.server.request.duration',
      )
      expect(found?.descriptor).toMatchObject({ unit: 's', description: 'Duration of HTTP server requests.' })
      expect(found?.dataPoints[0]?.attributes).toMatchObject({ 'http.response.status_code': 200 })
      expect(found?.dataPoints[0]?.value).toMatchObject({
        buckets: { boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] },
      })
    })

    test('measures a request it makes by the server that it asks, also where that is known late', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { http }, semconv: true, ...recording })
      const asked = { server_address: 'pay.example', server_port: 443 }
      shop.http.client({ method: 'POST' }, asked, (operation) => operation.set({ status: 201 }))
      shop.http.client.run({ method: 'POST' }, (operation) => operation.annotate(asked).set({ status: 201 }))
      expect(await conventions(recording)).toEqual({
        'http.client.request.duration_count{http.request.method="POST",http.response.status_code="201",server.address="pay.example",server.port="443"}': 2,
      })
    })

    test('names the database that the system states, its namespace, and the class of a failure', async () => {
      const recording = record(provider)
      const orders = database.with({
        spanAttributes: { 'db.system.name': 'postgresql', 'server.address': 'db', 'server.port': 5432 },
      })
      const shop = defineSystem({ namespace: 'shop', domains: { orders }, semconv: true, ...recording })
      const failing = () => Promise.reject(Object.assign(new Error('twice'), { code: '23505' }))
      const query = shop.orders.query(
        { query_type: ' INSERT ', table: 'orders' },
        { database: 'main' },
        failing,
      )
      await expect(query).rejects.toThrow('twice')
      expect(await conventions(recording)).toEqual({
        'db.client.operation.duration_count{db.collection.name="orders",db.namespace="main",db.operation.name="insert",db.system.name="postgresql",error.type="23505",server.address="db",server.port="5432"}': 1,
      })
    })

    test('counts messages that several domains send and process under one name', async () => {
      const recording = record(provider)
      const system = { 'messaging.system.name': 'redis' }
      const shop = defineSystem({
        namespace: 'shop',
        domains: { eventBus: eventBus.with({ spanAttributes: system }), jobs, webhook },
        semconv: true,
        ...recording,
      })
      await shop.eventBus.publish({ event_type: 'created', tenant_id: 'acme' }, {}, async () => {})
      await shop.jobs.schedule({ queue: 'mail', stage: 'send' }, {}, async () => {})
      await shop.webhook.enqueue({ event_type: 'paid', subscriber: 'acme' }, {}, async () => {})
      await shop.eventBus.dispatch({ event_type: 'created', handler: 'stock' }, {}, async () => {})
      const failing = shop.jobs.task({ queue: 'mail' }, {}, () => Promise.reject(new TypeError('no')))
      await expect(failing).rejects.toThrow('no')
      const samples = Object.entries(await conventions(recording))
      const of = (name: string) =>
        Object.fromEntries(samples.filter(([sample]) => sample.startsWith(`messaging.${name}`)))
      expect(of('client.sent')).toEqual({
        'messaging.client.sent.messages{messaging.destination.name="created",messaging.operation.name="publish",messaging.system.name="redis"}': 1,
        'messaging.client.sent.messages{messaging.destination.name="mail",messaging.operation.name="schedule"}': 1,
        'messaging.client.sent.messages{messaging.operation.name="enqueue"}': 1,
      })
      expect(of('process')).toEqual({
        'messaging.process.duration_count{messaging.consumer.group.name="stock",messaging.destination.name="created",messaging.operation.name="process",messaging.system.name="redis"}': 1,
        'messaging.process.duration_count{error.type="TypeError",messaging.destination.name="mail",messaging.operation.name="process"}': 1,
      })
      expect(Object.keys(of('client.consumed'))).toHaveLength(2)
      expect(Object.keys(of('client.operation'))).toHaveLength(3)
    })

    test('leaves it to instrumentation where the span is its', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { http }, semconv: true, ...recording })
      // As an instrumentation of HTTP does: a span, and the metric of the conventions.
      const foreign = recording.meterProvider.getMeter('instrumentation-http')
      const duration = foreign.createHistogram('http.server.request.duration', { unit: 's' })
      const attributes = {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'url.scheme': 'http',
      }
      recording.tracerProvider.getTracer('instrumentation-http').startActiveSpan('GET', (span) => {
        shop.http.server.run({ method: 'GET' }, (operation) => operation.set({ status: 200 }), {
          span: 'active',
        })
        duration.record(0.1, attributes)
        span.end()
      })
      expect(await conventions(recording)).toEqual({
        'http.server.request.duration_count{http.request.method="GET",http.response.status_code="200",url.scheme="http"}': 1,
      })
      expect(
        (await recording.samples()).get(
          'shop_http_requests_total{method="GET",path="unmatched",status="200"}',
        ),
      ).toBe(1)
    })

    test('measures itself where there was no span to add to', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { http }, semconv: true, ...recording })
      expect(trace.getActiveSpan()).toBeUndefined()
      shop.http.server.run({ method: 'GET' }, () => {}, { span: 'active' })
      expect(Object.values(await conventions(recording))).toEqual([1])
    })

    test('keeps the labels that are bound', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { eventBus }, semconv: true, ...recording })
      const created = shop.eventBus({ event_type: 'created' })
      await created.dispatch({ handler: 'stock' }, {}, async () => {})
      expect(Object.keys(await conventions(recording))).toContain(
        'messaging.client.consumed.messages{messaging.consumer.group.name="stock",messaging.destination.name="created",messaging.operation.name="process"}',
      )
    })

    test('emits nothing of it unless it is asked to', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { http, eventBus }, ...recording })
      shop.http.server({ method: 'GET' }, { url_scheme: 'http' }, () => {})
      await shop.eventBus.publish({ event_type: 'created', tenant_id: 'acme' }, {}, async () => {})
      expect(await conventions(recording)).toEqual({})
    })

    test('takes whatever it is given', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { http }, semconv: true, ...recording })
      const hostile = {
        get server_address(): string {
          throw new Error('hostile')
        },
        server_port: Number.NaN,
      }
      expect(shop.http.client({ method: 'GET' }, hostile, () => 7)).toBe(7)
      expect(
        shop.http.client.run({ method: 'GET' }, () => 8, { details: { server_address: 1n as never } }),
      ).toBe(8)
      const counts = Object.values(await conventions(recording))
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2)
    })
  },
)

test("a system's own name that the conventions have already is refused", () => {
  const mine = http.with({
    metrics: { requestDuration: { name: { whole: 'http_server_request_duration_seconds' } } },
  })
  expect(() => defineSystem({ namespace: '', domains: { mine }, semconv: true })).toThrow(
    'The metric mine.requestDuration would be called http_server_request_duration_seconds, as http.server.request.duration of the semantic conventions is, which semconv: true emits. Give the metric another name.',
  )
  expect(() => defineSystem({ namespace: '', domains: { mine } })).not.toThrow()
})

test('domains that declare a metric of the conventions otherwise than each other are refused', () => {
  const metric = {
    name: 'messaging.client.sent.messages',
    type: 'counter',
    unit: '1',
    description: 'Sent',
    attributes: {},
  } as const
  const mails = defineDomain({
    name: 'mails',
    labels: {},
    metrics: { sent: { type: 'counter', description: 'Mails sent' } },
    operations: { send: { semconv: [{ metric, measure: 'count' }] } },
  })
  const { meterProvider } = record('BoundMeterProvider')
  const make = () =>
    defineSystem({ namespace: 'app', domains: { eventBus, mails }, semconv: true, meterProvider })
  expect(make).toThrow('The metric messaging.client.sent.messages exists already with unit "{message}"')
})

test("a user's own domain names what the conventions measure of its work", async () => {
  const recording = record('BoundMeterProvider')
  const calls = defineDomain({
    name: 'calls',
    labels: { method: { bound: 20, description: 'Method that was called', semconv: 'rpc.method' } },
    metrics: {
      duration: {
        type: 'histogram',
        unit: 's',
        labels: ['method'],
        buckets: [0.1, 1],
        description: 'Duration of a call',
        semconv: 'rpc.server.call.duration',
      },
    },
    operations: {
      call: {
        labels: ['method'],
        metrics: [{ metric: 'duration', measure: 'duration' }],
        semconv: [
          {
            measure: 'duration',
            metric: {
              name: 'rpc.server.call.duration',
              type: 'histogram',
              unit: 's',
              description: 'Measures the duration of an incoming Remote Procedure Call (RPC).',
              buckets: [0.1, 1],
              attributes: { 'rpc.method': 'string', 'error.type': 'string' },
            },
          },
        ],
      },
    },
  })
  const system = defineSystem({ namespace: 'app', domains: { calls }, semconv: true, ...recording })
  system.calls.call({ method: 'List' }, {}, () => {})
  expect([...(await recording.samples()).keys()]).toContain(
    'rpc.server.call.duration_count{rpc.method="List"}',
  )
})

test('the catalog of a system says what it emits beside its own, under the name in Prometheus', () => {
  const domains = { http }
  const operationsOf = (semconv: boolean) =>
    catalogOf(defineSystem({ namespace: 'shop', domains, semconv })).domains.flatMap(
      ({ operations }) => operations,
    )
  expect(operationsOf(false).flatMap(({ semconv }) => semconv)).toEqual([])
  expect(operationsOf(true)[1]?.semconv).toMatchObject([
    {
      name: 'http.client.request.duration',
      exportedName: 'http_client_request_duration_seconds',
      attributes: [
        'http.request.method',
        'http.response.status_code',
        'error.type',
        'server.address',
        'server.port',
      ],
    },
  ])
})

test('the lint tells what a system has to state, and nothing once it has', () => {
  const unstated = defineSystem({ namespace: 'shop', domains: { http, database, eventBus }, semconv: true })
  const told = lintCatalog(catalogOf(unstated)).map(
    ({ where, message }) => `${where}: ${message.split(',')[0]}`,
  )
  expect(told).toEqual([
    'database.query: db.client.operation.duration has no db.system.name',
    'eventBus.publish: messaging.client.sent.messages has no messaging.system.name',
    'eventBus.publish: messaging.client.operation.duration has no messaging.system.name',
    'eventBus.dispatch: messaging.client.consumed.messages has no messaging.system.name',
    'eventBus.dispatch: messaging.process.duration has no messaging.system.name',
  ])
  const stated = defineSystem({
    namespace: 'shop',
    domains: {
      http,
      database: database.with({ spanAttributes: { 'db.system.name': 'postgresql' } }),
      eventBus: eventBus.with({ spanAttributes: { 'messaging.system.name': 'in_memory' } }),
    },
    semconv: true,
  })
  expect(lintCatalog(catalogOf(stated))).toEqual([])
})
