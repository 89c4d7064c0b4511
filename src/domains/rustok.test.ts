import { describe, expect, test } from 'vitest'
import { rustokMetrics } from '../../examples/rustok/expected-metrics.ts'
import { meterProviders, record } from '../../test/domains/recording.ts'
import { catalogOf, defineSystem } from '../catalog/index.ts'
import { cache, circuitBreaker, database, errors, eventBus, http, spans } from './index.ts'

const domains = { cache, circuitBreaker, database, errors, eventBus, http, spans }
const catalog = catalogOf(defineSystem({ namespace: 'rustok', domains }))
const emitted = catalog.domains.flatMap(({ metrics }) => metrics).filter((metric) => metric.emitted)

test('the seven domains have these metrics and the state series of the breaker, and no other', () => {
  const expected = [...rustokMetrics.map(({ name }) => name), 'rustok_circuit_breaker_in_state']
  expect(emitted.map(({ name }) => name).sort()).toEqual(expected.sort())
  expect(rustokMetrics).toHaveLength(29)
})

test.each(rustokMetrics)('$name has its type, unit, labels, values, buckets and description', (expected) => {
  const metric = emitted.find(({ name }) => name === expected.name)
  if (metric === undefined) throw new Error(`${expected.name} is not emitted.`)
  const closed = metric.labels.flatMap(({ attribute, values }) =>
    values ? [[attribute, values] as const] : [],
  )
  expect({
    name: metric.name,
    type: metric.type,
    unit: metric.unit,
    labels: metric.labels.map(({ attribute }) => attribute),
    description: metric.description,
    buckets: metric.buckets,
    values: closed.length > 0 ? Object.fromEntries(closed) : undefined,
  }).toEqual({ buckets: undefined, values: undefined, ...expected })
})

describe.each(meterProviders)('on the %s', (provider) => {
  test('every metric leaves the process under its name, with unit, description and buckets', async () => {
    const recording = record(provider)
    const rustok = defineSystem({ namespace: 'rustok', domains, ...recording })
    rustok.eventBus.published.add(1, { event_type: 'e', tenant_id: 't' })
    rustok.eventBus.dispatched.add(1, { event_type: 'e', handler: 'h' })
    rustok.eventBus.queueDepth.record(1, { transport: 'in_memory' })
    rustok.eventBus.processingDuration.record(1, { event_type: 'e', handler: 'h' })
    rustok.eventBus.errors.add(1, { event_type: 'e', error_type: 'x' })
    rustok.eventBus.lag.record(1, { event_type: 'e' })
    rustok.circuitBreaker.state.record(0, { service: 's' })
    rustok.circuitBreaker.inState.record(1, { service: 's', state: 'closed' })
    rustok.circuitBreaker.transitions.add(1, { service: 's', from_state: 'closed', to_state: 'open' })
    rustok.circuitBreaker.calls.add(1, { service: 's', result: 'success' })
    rustok.circuitBreaker.failures.record(0, { service: 's' })
    rustok.cache.operations.add(1, { cache: 'c', operation: 'get', result: 'hit' })
    rustok.cache.size.record(1, { cache: 'c' })
    rustok.cache.evictions.add(1, { cache: 'c', reason: 'ttl' })
    rustok.cache.operationDuration.record(1, { cache: 'c', operation: 'get' })
    rustok.spans.spansCreated.add(1, { operation: 'o', tenant_id: 'none' })
    rustok.spans.spanDuration.record(1, { operation: 'o' })
    rustok.spans.spansWithErrors.add(1, { operation: 'o', error_type: 'x' })
    rustok.errors.errors.add(1, { module: 'm', error_type: 'x', severity: 'error' })
    rustok.database.queryDuration.record(1, { query_type: 'select', table: 't' })
    rustok.database.connections.record(1, { state: 'active' })
    rustok.database.queryErrors.add(1, { query_type: 'select', error_type: 'x' })
    rustok.http.requestsByEndpoint.add(1, { method: 'GET', endpoint: '/', status: 200 })
    rustok.http.requestSize.record(1, { method: 'GET', endpoint: '/' })
    rustok.http.responseSize.record(1, { method: 'GET', endpoint: '/' })
    rustok.http.activeConnections.record(1)
    rustok.http.requests.add(1, { method: 'GET', path: '/', status: 200 })
    rustok.http.requestDuration.record(1, { method: 'GET', path: '/' })
    const left = new Map((await recording.metrics()).map((metric) => [metric.descriptor.name, metric]))
    for (const { name, description, unit, labels, buckets } of rustokMetrics) {
      const metric = left.get(name)
      expect(metric?.descriptor, name).toMatchObject({ name, description, unit })
      const [point] = metric?.dataPoints ?? []
      expect(Object.keys(point?.attributes ?? {}).sort(), name).toEqual([...labels].sort())
      if (buckets !== undefined)
        expect(point?.value, name).toMatchObject({ buckets: { boundaries: buckets } })
    }
  })

  test('sample lines of a scrape', async () => {
    const recording = record(provider)
    const rustok = defineSystem({ namespace: 'rustok', domains, ...recording })
    for (let event = 0; event < 42; event++) {
      await rustok.eventBus.publish({ event_type: 'ProductCreated', tenant_id: 'acme' }, {}, async () => {})
    }
    for (let request = 0; request < 1234; request++) {
      rustok.http.server.run({ method: 'POST' }, (operation) =>
        operation.set({ path: '/graphql', status: 200 }),
      )
    }
    const samples = await recording.samples()
    expect(
      samples.get('rustok_event_bus_published_total{event_type="ProductCreated",tenant_id="acme"}'),
    ).toBe(42)
    expect(samples.get('rustok_http_requests_total{method="POST",path="/graphql",status="200"}')).toBe(1234)
  })
})
