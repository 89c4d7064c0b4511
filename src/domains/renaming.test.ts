import { describe, expect, test } from 'vitest'
import { meterProviders, record, useContext } from '../../test/domains/recording.ts'
import { catalogOf, defineDomain, defineSystem } from '../catalog/index.ts'
import { cache, circuitBreaker, database, errors, eventBus, http, spans } from './index.ts'

useContext()

// Systems that name the same facts differently, each by data alone.
describe.each(meterProviders)('the domains under other names, on the %s', (provider) => {
  test('errors of a system without namespace, by component, without severity', async () => {
    const recording = record(provider)
    const system = defineSystem({
      namespace: '',
      domains: {
        errors: errors.with({
          subsystem: 'system',
          only: ['errors'],
          labels: { module: 'component', severity: false },
          metrics: { errors: { description: 'Total number of system errors' } },
        }),
      },
      ...recording,
    })
    system.errors.record({ module: 'api', severity: 'critical' }, new TypeError())
    system.errors.record({ module: 'api', severity: 'warning' }, new TypeError())
    system.errors.errors.add(1, { component: 'api', error_type: 'TypeError' })
    expect(Object.fromEntries(await recording.samples())).toEqual({
      'system_errors_total{component="api",error_type="TypeError"}': 3,
    })
    const [metric] = await recording.metrics()
    expect(metric?.descriptor.description).toBe('Total number of system errors')
  })

  test('request durations without namespace and subsystem, by endpoint', async () => {
    const recording = record(provider)
    const system = defineSystem({
      namespace: '',
      domains: {
        http: http.with({ subsystem: '', only: ['requestDuration'], labels: { path: 'endpoint' } }),
      },
      ...recording,
    })
    system.http.server.run({ method: 'GET' }, (operation) => operation.set({ path: '/', status: 200 }))
    const samples = await recording.samples()
    expect([...samples.keys()].map((name) => name.replace('_sum', '_count'))).toEqual([
      'request_duration_seconds_count{endpoint="/",method="GET"}',
      'request_duration_seconds_count{endpoint="/",method="GET"}',
    ])
  })

  test('published events by type alone, under a relative name', async () => {
    const recording = record(provider)
    const system = defineSystem({
      namespace: 'campaign_manager',
      domains: {
        events: eventBus.with({
          subsystem: 'event',
          only: ['published'],
          labels: { event_type: 'type', tenant_id: false },
          metrics: { published: { name: 'publish', description: 'Published events by type' } },
        }),
      },
      ...recording,
    })
    await system.events.publish({ event_type: 'created', tenant_id: 'a' }, {}, async () => {})
    await system.events.publish({ event_type: 'created', tenant_id: 'b' }, {}, async () => {})
    system.events.published.add(1, { type: 'created' })
    expect(Object.fromEntries(await recording.samples())).toEqual({
      'campaign_manager_event_publish_total{type="created"}': 3,
    })
    expect(recording.spans.getFinishedSpans()[0]?.attributes).toMatchObject({ tenant_id: 'a' })
  })

  test('dispatched events called processed, whoever handles them; what is not emitted records nothing', async () => {
    const recording = record(provider)
    const system = defineSystem({
      namespace: 'dalston',
      domains: {
        events: eventBus.with({
          subsystem: 'orchestrator',
          only: ['dispatched'],
          labels: { handler: false },
          metrics: { dispatched: { name: 'events_processed', description: 'Redis events processed' } },
        }),
      },
      ...recording,
    })
    for (const handler of ['one', 'two']) {
      await system.events.dispatch({ event_type: 'done', handler }, { published_at: 0 }, async () => {})
    }
    const failing = system.events.dispatch({ event_type: 'done', handler: 'one' }, {}, () =>
      Promise.reject(new Error('failed')),
    )
    await expect(failing).rejects.toThrow('failed')
    expect(Object.fromEntries(await recording.samples())).toEqual({
      'dalston_orchestrator_events_processed_total{event_type="done"}': 2,
    })
    expect('lag' in system.events).toBe(false)
    expect(recording.spans.getFinishedSpans()).toHaveLength(3)
  })

  test('wrappers work when hardly anything is emitted', async () => {
    const recording = record(provider)
    const system = defineSystem({
      namespace: 'x',
      domains: {
        cache: cache.with({ only: ['size', 'hitRate'] }),
        breaker: circuitBreaker.with({ only: ['failures'] }),
        database: database.with({ only: [] }),
        errors: errors.with({ only: ['errorRate'] }),
      },
      now: () => 0,
      ...recording,
    })
    const products = system.cache({ cache: 'products' })
    const store = new Map<string, number>()
    expect(await products.getOrLoad({ key: 'a', cache: store, load: () => 7 })).toBe(7)
    products.wrap(store).get('a')
    products.evict({ key: 'a', cache: store, reason: 'invalidated' })
    using _size = products.observeSize(store)
    const breaker = system.breaker({ service: 'payments' })
    breaker.transition('open')
    breaker.call('failure')
    using _pool = system.database.observePool(() => ({ active: 1, idle: 1 }))
    system.errors.record({ module: 'm' }, new Error())
    expect(Object.fromEntries(await recording.samples())).toEqual({
      'x_cache_hit_rate{cache="products"}': 0.5,
      'x_cache_size{cache="products"}': 0,
      'x_circuit_breaker_failures{service="payments"}': 1,
      'x_module_error_rate{module="m"}': 0.1,
    })
  })

  test('a constant is on every series, and nobody has to give it', async () => {
    const recording = record(provider)
    const system = defineSystem({
      namespace: 'x',
      domains: {
        products: cache.with({ constant: { cache: 'products', region: 'eu' } }),
        database: database.with({ spanAttributes: { 'db.system.name': 'postgresql' } }),
      },
      ...recording,
    })
    system.products.evicted('ttl')
    expect(await system.products.getOrLoad({ key: 'a', cache: new Map([['a', 7]]), load: () => 8 })).toBe(7)
    const samples = await recording.samples()
    const on = (result: string) =>
      samples.get(`x_cache_operations_total{cache="products",operation="get",region="eu",result="${result}"}`)
    expect([on('hit'), on('miss')]).toEqual([1, 0])
    expect(samples.get('x_cache_evictions_total{cache="products",reason="ttl",region="eu"}')).toBe(1)
    expect(samples.get('x_cache_hit_rate{cache="products",region="eu"}')).toBe(1)
    system.database.query({ query_type: 'select', table: 't' }, {}, () => 1)
    const [read, query] = recording.spans.getFinishedSpans()
    expect(read?.attributes).toMatchObject({ cache: 'products' })
    expect(query?.attributes).toMatchObject({ 'db.system.name': 'postgresql' })
  })

  test('an added label is given to the operation and reaches the metric that has it', async () => {
    const recording = record(provider)
    const system = defineSystem({
      namespace: 'x',
      domains: {
        database: database.with({
          metrics: { queryDuration: { labels: { shard: { bound: 8, description: 'Shard' } }, buckets: [1] } },
        }),
      },
      ...recording,
    })
    system.database.query({ query_type: 'select', table: 't', shard: 3 }, {}, () => 1)
    const samples = await recording.samples()
    expect(
      samples.get('x_database_query_duration_seconds_count{query_type="select",shard="3",table="t"}'),
    ).toBe(1)
  })

  test('a renamed label is bound by the name that the domain gives it', async () => {
    const recording = record(provider)
    const system = defineSystem({
      namespace: 'x',
      domains: { http: http.with({ labels: { path: 'route', method: 'verb' } }) },
      ...recording,
    })
    const gets = system.http({ method: 'GET' })
    gets.requests.add(1, { route: '/', status: 200 })
    gets.server.run({}, (operation) => operation.set({ path: '/', status: 200 }))
    expect((await recording.samples()).get('x_http_requests_total{route="/",status="200",verb="GET"}')).toBe(
      2,
    )
  })

  test('a whole name stands as it is', async () => {
    const recording = record(provider)
    const system = defineSystem({
      namespace: 'campaign_manager',
      domains: {
        rpc: http.with({
          only: ['requestDuration'],
          labels: { path: false },
          metrics: {
            requestDuration: { name: { whole: 'campaign_manager_request_process_time' }, unit: '' },
          },
        }),
      },
      ...recording,
    })
    system.rpc.requestDuration.record(0.5, { method: 'GET' })
    expect((await recording.samples()).get('campaign_manager_request_process_time_sum{method="GET"}')).toBe(
      0.5,
    )
  })

  test('a duration in another unit is converted, of operations and methods; helpers speak the unit', async () => {
    const recording = record(provider)
    const unit = 'ms'
    const system = defineSystem({
      namespace: 'x',
      domains: {
        http: http.with({ metrics: { requestDuration: { unit, buckets: [1, 10, 100] } } }),
        cache: cache.with({ metrics: { operationDuration: { unit, buckets: [1, 10, 100] } } }),
        bus: eventBus.with({
          labels: { event_type: 'type' },
          metrics: { lag: { unit, buckets: [1e3, 1e5] } },
        }),
        jobs: defineDomain({
          name: 'jobs',
          labels: {},
          metrics: { length: { type: 'histogram', unit, buckets: [1, 10, 100], description: 'Length' } },
          operations: { work: { metrics: [{ metric: 'length', measure: 'duration' }] } },
        }),
      },
      ...recording,
    })
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 20))
    const slow = { get: () => pause().then(() => 1), set: () => {} }
    await system.http({ method: 'GET' }).server.run({ path: '/' }, pause)
    await system.cache({ cache: 'c' }).getOrLoad({ key: 1, cache: slow, load: () => 1 })
    system.bus.dispatch({ event_type: 'e', handler: 'h' }, { published_at: Date.now() - 60_000 }, () => {})
    await system.jobs.work.run({}, pause)
    const samples = await recording.samples()
    const sum = (series: string) => samples.get(series) ?? 0
    // A timer may be a little early by the clock, and never comes a second early.
    expect(sum('x_http_request_duration_milliseconds_sum{method="GET",path="/"}')).toBeGreaterThan(15)
    expect(sum('x_cache_operation_duration_milliseconds_sum{cache="c",operation="get"}')).toBeGreaterThan(15)
    expect(sum('x_event_bus_lag_milliseconds_sum{type="e"}')).toBeGreaterThan(59_000)
    expect(sum('x_jobs_length_milliseconds_sum')).toBeGreaterThan(15)
    system.http.requestDuration.record(7, { method: 'POST', path: '/' })
    const posted = 'x_http_request_duration_milliseconds_sum{method="POST",path="/"}'
    expect((await recording.samples()).get(posted)).toBe(7)
  })

  test('two systems with equal names share the series', async () => {
    const recording = record(provider)
    const one = defineSystem({ namespace: 'x', domains: { database }, ...recording })
    const two = defineSystem({ namespace: 'x', domains: { database }, ...recording })
    one.database.queryErrors.add(1, { query_type: 'select', error_type: 'x' })
    two.database.queryErrors.add(1, { query_type: 'select', error_type: 'x' })
    expect([...(await recording.samples()).values()]).toEqual([2])
  })

  test('equal names of another shape are an error where they are made', () => {
    const recording = record(provider)
    defineSystem({ namespace: 'x', domains: { database }, ...recording })
    const other = database.with({ labels: { table: 'collection' } })
    expect(() => defineSystem({ namespace: 'x', domains: { other }, ...recording })).toThrow(
      'x_database_query_duration_seconds',
    )
  })
})

test('what is resolved is what leaves: the catalog of a renamed system', () => {
  const system = defineSystem({
    namespace: 'x',
    domains: { http: http.with({ only: ['requests'], labels: { path: 'endpoint' } }), spans },
  })
  const [domain] = catalogOf(system).domains
  expect(domain?.metrics.flatMap(({ emitted, name }) => (emitted ? [name] : []))).toEqual([
    'x_http_requests_total',
  ])
  expect(domain?.metrics.find(({ emitted }) => emitted)?.labels.map(({ attribute }) => attribute)).toEqual([
    'method',
    'endpoint',
    'status',
  ])
})
