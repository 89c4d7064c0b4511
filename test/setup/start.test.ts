import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { context, createContextKey, diag, metrics, propagation, trace } from '@opentelemetry/api'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace'
import { expect, test, vi } from 'vitest'
import { droppedMeasurements } from '../../src/guard/index.ts'
import { LabelledMeter } from '../../src/instruments/labelled/index.ts'
import { startObservability } from '../../src/setup/index.ts'
import { Collector } from '../otlp/collector.ts'
import { scrape, start, warnings } from './observability.ts'

function add(name: string, value: number): void {
  metrics.getMeter('test').createCounter(name).add(value)
}

test('metrics are served at the address that it tells', async () => {
  const observability = await start({ serviceName: 'shop' })
  add('orders_total', 3)
  expect(await scrape(observability)).toMatch(/^orders_total 3/m)
  expect(observability.metricsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
})

test('the instance is host and metrics port, unless it was configured', async () => {
  const observability = await start({ serviceName: 'shop' })
  const port = new URL(observability.metricsUrl ?? '').port
  expect(observability.resource).toMatchObject({
    'service.name': 'shop',
    'service.instance.id': `${hostname()}:${port}`,
    'telemetry.sdk.language': 'nodejs',
  })
  await observability.shutdown()
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'service.instance.id=mine')
  expect((await start()).resource['service.instance.id']).toBe('mine')
})

test('path and token are as configured', async () => {
  const { metricsUrl } = await start({ metrics: { port: 0, path: '/internal/m', token: 'secret' } })
  expect(metricsUrl).toMatch(/\/internal\/m$/)
  expect((await fetch(metricsUrl ?? '')).status).toBe(401)
  const response = await fetch(metricsUrl ?? '', { headers: { authorization: 'Bearer secret' } })
  expect(response.status).toBe(200)
})

test('without a server of its own, the handler serves in the application’s', async () => {
  const observability = await start({ metrics: { server: false, path: '/internal/metrics' } })
  expect(observability.metricsUrl).toBeUndefined()
  const server = createServer(observability.metricsHandler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  add('orders_total', 1)
  expect(await (await fetch(`${origin}/internal/metrics`)).text()).toMatch(/^orders_total 1/m)
  expect((await fetch(`${origin}/internal/metrics/health`)).status).toBe(200)
  server.close()
})

test('health lists the domain meters', async () => {
  const observability = await start()
  const meter = new LabelledMeter({ scope: { name: 'spanmeter/cache' } })
  meter.counter({ type: 'counter', name: 'hits_total', description: '', unit: '', labels: [] }).add(1, {})
  const health = await (await fetch(`${observability.metricsUrl}/health`)).json()
  expect(health).toMatchObject({ status: 'healthy', collectors: { cache_metrics: 'registered' } })
})

test('a domain meter made before the start works after it, and again after a second start', async () => {
  const meter = new LabelledMeter({ scope: { name: 'spanmeter/early' } })
  const early = meter.counter({ type: 'counter', name: 'early_total', description: '', unit: '', labels: [] })
  const bound = early.bind({})
  for (const value of [2, 5]) {
    const observability = await start()
    bound.add(value)
    expect(await scrape(observability)).toMatch(new RegExp(`^early_total ${value}`, 'm'))
    await observability.shutdown()
    const lost = droppedMeasurements().get('not_started') ?? 0
    bound.add(1)
    expect(droppedMeasurements().get('not_started')).toBe(lost + 1)
  }
})

test('spanmeter tells of itself', async () => {
  const observability = await start()
  const counter = metrics.getMeter('test').createCounter('orders_total')
  counter.add(1, { kind: 'a' })
  counter.add(1, { kind: 'b' })
  counter.add(Number.NaN)
  const text = await scrape(observability)
  expect(text).toMatch(/^spanmeter_series\{instrument="orders_total"\} 2/m)
  expect(text).toMatch(/^spanmeter_dropped_measurements_total\{reason="not_a_number"\} \d/m)
  expect(text).toMatch(/^spanmeter_overflowed_measurements_total\{instrument="orders_total"\} 0/m)
})

test('context, propagation and tracing are registered, and let go at shutdown', async () => {
  const key = createContextKey('test')
  const exporter = new InMemorySpanExporter()
  const observability = await start({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  context.with(context.active().setValue(key, 'set'), () => {
    expect(context.active().getValue(key)).toBe('set')
  })
  const headers: Record<string, string> = {}
  trace.getTracer('t').startActiveSpan('work', (span) => {
    propagation.inject(context.active(), headers)
    span.end()
  })
  expect(headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  expect(exporter.getFinishedSpans().map((span) => span.name)).toEqual(['work'])
  expect(exporter.getFinishedSpans()[0]?.resource.attributes).toMatchObject(observability.resource)
  await observability.shutdown()
  expect(propagation.fields()).toEqual([])
  expect(trace.getTracer('t').startSpan('later').isRecording()).toBe(false)
  context.with(context.active().setValue(key, 'set'), () => {
    expect(context.active().getValue(key)).toBeUndefined()
  })
})

test('where no span would go anywhere, none is made', async () => {
  await start()
  expect(trace.getTracer('t').startSpan('work').isRecording()).toBe(false)
})

test('the sampler of the options wins over the variable', async () => {
  vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_on')
  const exporter = new InMemorySpanExporter()
  const none = { shouldSample: () => ({ decision: 0 as const }), toString: () => 'none' }
  await start({ spanProcessors: [new SimpleSpanProcessor({ exporter })], sampler: none })
  trace.getTracer('t').startSpan('work').end()
  expect(exporter.getFinishedSpans()).toEqual([])
})

test.each([
  ['always_off', 0],
  ['parentbased_always_on', 1],
  ['parentbased_traceidratio', 1],
])('the sampler %s is the variable’s', async (name, sampled) => {
  vi.stubEnv('OTEL_TRACES_SAMPLER', name)
  const exporter = new InMemorySpanExporter()
  await start({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  trace.getTracer('t').startSpan('work').end()
  expect(exporter.getFinishedSpans()).toHaveLength(sampled)
})

test('views change metrics', async () => {
  const observability = await start({ views: [{ instrumentName: 'orders_total', name: 'renamed_total' }] })
  add('orders_total', 1)
  expect(await scrape(observability)).toMatch(/^renamed_total 1/m)
})

test('an instrumentation that throws costs itself only', async () => {
  const broken = {
    instrumentationName: 'broken',
    enable: () => {},
    disable: () => {},
    setTracerProvider: () => {},
    setMeterProvider: () => {
      throw new Error('broken')
    },
  }
  const observability = await start({ instrumentations: [broken] })
  expect(observability.metricsUrl).toBeDefined()
})

test('what is collected in the process is what is scraped', async () => {
  const observability = await start()
  add('orders_total', 7)
  const { resourceMetrics } = await observability.collect()
  const [metric] = resourceMetrics.scopeMetrics.flatMap(({ metrics: all }) =>
    all.filter(({ descriptor }) => descriptor.name === 'orders_total'),
  )
  expect(metric?.dataPoints[0]?.value).toBe(7)
})

test('a second call returns the first, and warns when its options differ', async () => {
  const seen = warnings()
  const first = await start({ serviceName: 'shop' })
  expect(await startObservability({ serviceName: 'shop', metrics: { port: 0 } })).toBe(first)
  expect(await startObservability()).toBe(first)
  expect(seen).toEqual([])
  expect(await startObservability({ serviceName: 'other' })).toBe(first)
  expect(seen.join()).toMatch(/called again with other options/)
})

test('a call during shutdown starts anew when that has ended', async () => {
  const first = await start()
  const ending = first.shutdown()
  const second = await start()
  expect(second).not.toBe(first)
  await ending
  add('orders_total', 1)
  expect(await scrape(second)).toMatch(/^orders_total 1/m)
})

test('a port in use is an error at the start that says where the port comes from, and leaves nothing behind', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  await expect(startObservability({ metrics: { port } })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    message: expect.stringMatching(new RegExp(`port ${port} .*OTEL_EXPORTER_PROMETHEUS_PORT`)),
  })
  expect(propagation.fields()).toEqual([])
  const seen = warnings()
  const lenient = await start({ strict: false, metrics: { port } })
  expect(lenient.metricsUrl).toBeUndefined()
  expect(seen.join()).toMatch(/Metrics are not served/)
  expect((await lenient.collect()).errors).toEqual([])
  other.close()
})

test('a view that cannot be used is an error at the start, and the port is free again', async () => {
  await expect(startObservability({ views: [{}], metrics: { port: 0 } })).rejects.toThrow(/view/i)
  expect((await start()).metricsUrl).toBeDefined()
})

test('METRICS_ENABLED=false stops recording and the endpoint, not traces', async () => {
  vi.stubEnv('METRICS_ENABLED', 'false')
  const exporter = new InMemorySpanExporter()
  const observability = await start({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  expect(observability.metricsUrl).toBeUndefined()
  add('orders_total', 1)
  expect((await observability.collect()).resourceMetrics.scopeMetrics).toEqual([])
  const server = createServer(observability.metricsHandler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  expect((await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`)).status).toBe(404)
  server.close()
  trace.getTracer('t').startSpan('work').end()
  expect(exporter.getFinishedSpans()).toHaveLength(1)
})

test('OTEL_SDK_DISABLED stops both', async () => {
  vi.stubEnv('OTEL_SDK_DISABLED', 'true')
  const exporter = new InMemorySpanExporter()
  const observability = await start({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  trace.getTracer('t').startSpan('work').end()
  expect(exporter.getFinishedSpans()).toEqual([])
  expect(observability.metricsUrl).toBeUndefined()
  expect((await observability.collect()).resourceMetrics.scopeMetrics).toEqual([])
  await observability.forceFlush()
})

test('a wrong variable is warned of once, to the logger of the application, which stays', async () => {
  vi.stubEnv('OTEL_METRICS_EXEMPLAR_FILTER', 'all')
  const seen = warnings()
  const observability = await start()
  await observability.shutdown()
  expect(seen.filter((line) => line.includes('OTEL_METRICS_EXEMPLAR_FILTER'))).toHaveLength(1)
  diag.warn('still here')
  expect(seen.at(-1)).toBe('still here')
})

test('a global that someone else registered stays, with a warning', async () => {
  const theirs = { getMeter: metrics.getMeterProvider().getMeter }
  metrics.setGlobalMeterProvider(theirs)
  const seen = warnings()
  const observability = await start()
  expect(seen.join()).toMatch(/global for metrics was registered before/)
  expect(metrics.getMeterProvider()).toBe(theirs)
  await observability.shutdown()
  expect(metrics.getMeterProvider()).toBe(theirs)
  metrics.disable()
})

test('with an endpoint variable, the same metrics go to the Collector and to Prometheus', async () => {
  const collector = await new Collector().start()
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
  const observability = await start({ serviceName: 'shop' })
  add('orders_total', 3)
  await observability.forceFlush()
  const [request] = collector.metrics
  const sent = request?.resourceMetrics[0]?.scopeMetrics?.flatMap(({ metrics: all }) => all ?? [])
  expect(sent?.find(({ name }) => name === 'orders_total')?.sum?.dataPoints?.[0]).toMatchObject({
    asDouble: 3,
  })
  expect(request?.resourceMetrics[0]?.resource?.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'shop' },
  })
  expect(await scrape(observability)).toMatch(/^orders_total 3/m)
  await observability.shutdown()
  await collector.stop()
})
