import { context, TraceFlags, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMetricsHandler } from '../../src/exposition/index.ts'
import { BoundMeterProvider } from '../../src/instruments/index.ts'
import { parseOpenMetrics } from './openmetrics-parser.ts'
import { familyOf, samplesOf } from './parsed.ts'
import { get, serving } from './requests.ts'
import { parseText } from './text-parser.ts'

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterAll(() => context.disable())

const providers = {
  'our provider': (reader: PrometheusExporter) =>
    new BoundMeterProvider({ readers: [reader], resource: { attributes: { 'service.name': 'shop' } } }),
  'the official provider': (reader: PrometheusExporter) =>
    new MeterProvider({ readers: [reader], resource: resourceFromAttributes({ 'service.name': 'shop' }) }),
}

describe.each(Object.entries(providers))('scraping %s', (_, createProvider) => {
  const setUp = () => {
    const reader = new PrometheusExporter({ preventServerStart: true })
    return { reader, provider: createProvider(reader), handler: createMetricsHandler({ reader }) }
  }

  it('gives what every kind of instrument recorded, under the names that Prometheus would give them', async () => {
    const { provider, handler } = setUp()
    const meter = provider.getMeter('shop')
    meter
      .createCounter('http.requests', { unit: '{request}' })
      .add(3, { 'http.request.method': 'GET', code: 200 })
    meter.createUpDownCounter('open').add(-2)
    meter.createGauge('fill', { unit: '1' }).record(0.5)
    meter.createObservableCounter('cpu.time', { unit: 's' }).addCallback((result) => result.observe(7))
    const wait = meter.createHistogram('wait', { unit: 'ms', advice: { explicitBucketBoundaries: [1, 10] } })
    for (const value of [0.5, 5, 50, 10]) wait.record(value, { kind: 'a' })
    await serving(handler, async (port) => {
      const expected = {
        'target_info{service_name="shop"}': 1,
        'http_requests_total{code="200",http_request_method="GET"}': 3,
        open: -2,
        fill_ratio: 0.5,
        cpu_time_seconds_total: 7,
        'wait_milliseconds_sum{kind="a"}': 65.5,
        'wait_milliseconds_count{kind="a"}': 4,
      }
      const text = parseText((await get(port, '/metrics')).text)
      expect(samplesOf(text)).toMatchObject({ ...expected, 'wait_milliseconds_bucket{kind="a",le="10"}': 3 })
      const open = await get(port, '/metrics', { headers: { accept: 'application/openmetrics-text' } })
      const openMetrics = parseOpenMetrics(open.text)
      expect(samplesOf(openMetrics)).toMatchObject({
        ...expected,
        'wait_milliseconds_bucket{kind="a",le="10.0"}': 3,
      })
      expect(familyOf(openMetrics, 'wait_milliseconds').unit).toBe('milliseconds')
      expect(JSON.parse((await get(port, '/metrics/json')).text).metrics).toMatchObject({
        open: -2,
        cpu_time_seconds_total: 7,
      })
    })
    await provider.shutdown()
  })

  it('fails once it is shut down, and says so', async () => {
    const { provider, handler } = setUp()
    provider.getMeter('shop').createCounter('c').add(1)
    await serving(handler, async (port) => {
      expect((await get(port, '/metrics')).status).toBe(200)
      await provider.shutdown()
      expect((await get(port, '/metrics')).status).toBe(500)
      expect((await get(port, '/metrics/health')).status).toBe(503)
    })
  })

  it('gives many series to many scrapes at once, each exposition whole', async () => {
    const { provider, handler } = setUp()
    const histogram = provider.getMeter('shop', '1').createHistogram('h')
    for (let at = 0; at < 1500; at++) histogram.record(at, { at: `${at}` })
    await serving(handler, async (port) => {
      const accepts = ['text/plain', 'application/openmetrics-text']
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          get(port, '/metrics', { headers: { accept: accepts[at % 2] } }),
        ),
      )
      for (const [at, { text }] of answers.entries()) {
        const { families } = at % 2 === 0 ? parseText(text) : parseOpenMetrics(text)
        const counts = families.flatMap(({ samples }) => samples.filter(({ name }) => name === 'h_count'))
        expect(counts).toHaveLength(1500)
      }
    })
    await provider.shutdown()
  })
})

describe('exemplars of our instruments', () => {
  it('arrive at counters and buckets with the ids of the sampled span, in OpenMetrics', async () => {
    const reader = new PrometheusExporter({ preventServerStart: true })
    const provider = new BoundMeterProvider({ readers: [reader] })
    const meter = provider.getMeter('shop')
    const span = trace.wrapSpanContext({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: TraceFlags.SAMPLED,
    })
    const histogram = meter.createHistogram('wait', {
      unit: 's',
      advice: { explicitBucketBoundaries: [1, 10] },
    })
    context.with(trace.setSpan(context.active(), span), () => {
      meter.createCounter('jobs').add(1, { kind: 'a' })
      histogram.record(0.5)
      histogram.record(20)
    })
    await serving(createMetricsHandler({ reader }), async (port) => {
      const { text } = await get(port, '/metrics', { headers: { accept: 'application/openmetrics-text' } })
      const parsed = parseOpenMetrics(text)
      const ids = new Map([
        ['trace_id', '0af7651916cd43dd8448eb211c80319c'],
        ['span_id', 'b7ad6b7169203331'],
      ])
      expect(familyOf(parsed, 'jobs').samples[0]?.exemplar).toMatchObject({ labels: ids, value: 1 })
      const buckets = familyOf(parsed, 'wait_seconds').samples.filter(({ name }) => name.endsWith('_bucket'))
      expect(buckets.map(({ exemplar }) => exemplar?.value)).toEqual([0.5, undefined, 20])
      expect(buckets[2]?.exemplar?.labels).toEqual(ids)
      expect(buckets[2]?.exemplar?.seconds).toBeCloseTo(Date.now() / 1000, -1)
    })
    await provider.shutdown()
  })
})
