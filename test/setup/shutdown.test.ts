import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { metrics, trace } from '@opentelemetry/api'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ObservabilityOptions } from '../../src/setup/index.ts'
import { Collector, type Reply } from '../otlp/collector.ts'
import { pointsNamed } from '../otlp/decoder.ts'
import { start, warnings } from './observability.ts'

let collector: Collector
const rejections: unknown[] = []
const note = (reason: unknown) => rejections.push(reason)

beforeEach(async () => {
  collector = await new Collector().start()
  process.on('unhandledRejection', note)
})

afterEach(async () => {
  await collector.stop()
  process.off('unhandledRejection', note)
  expect(rejections.splice(0)).toEqual([])
})

function work(): void {
  metrics.getMeter('test').createCounter('orders_total').add(1)
  trace.getTracer('test').startSpan('last span').end()
}

function orders(): (number | undefined)[] {
  return pointsNamed(collector.metrics, 'orders_total').map((point) => point.asDouble)
}

test('the last increment and the last span arrive', async () => {
  const observability = await start({ otlp: { endpoint: collector.url } })
  work()
  work()
  await observability.shutdown()
  expect(orders().at(-1)).toBe(2)
  expect(collector.spanNames).toEqual(['last span', 'last span'])
})

test('with delta temporality nothing is lost or told twice', async () => {
  const observability = await start({ otlp: { endpoint: collector.url, temporality: 'delta' } })
  for (let round = 0; round < 3; round++) {
    work()
    await observability.forceFlush()
  }
  work()
  await observability.shutdown()
  expect(orders()).toEqual([1, 1, 1, 1])
})

test('a second shutdown is the first', async () => {
  const observability = await start({ otlp: { endpoint: collector.url } })
  work()
  await Promise.all([observability.shutdown(), observability.shutdown()])
  await observability.shutdown()
  expect(collector.spanNames).toHaveLength(1)
})

test('forceFlush sends what was recorded, and goes on', async () => {
  const observability = await start({ otlp: { endpoint: collector.url } })
  work()
  await observability.forceFlush()
  expect(orders()).toEqual([1])
  expect(collector.spanNames).toHaveLength(1)
  work()
  await observability.forceFlush()
  expect(orders()).toEqual([1, 2])
  await observability.shutdown()
})

test('a span batch that is under way already is waited for', async () => {
  vi.stubEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '1')
  const observability = await start({ otlp: { endpoint: collector.url } })
  for (let count = 0; count < 20; count++) trace.getTracer('test').startSpan(`span ${count}`).end()
  await observability.shutdown()
  expect(collector.spanNames).toHaveLength(20)
})

test('a queue of more batches than may be under way at once is sent to the last one', async () => {
  vi.stubEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '1')
  const observability = await start({ otlp: { endpoint: collector.url } })
  for (let count = 0; count < 100; count++) trace.getTracer('test').startSpan(`span ${count}`).end()
  await observability.forceFlush()
  expect(collector.spanNames).toHaveLength(100)
  await observability.shutdown()
})

test('a batch that is refused does not cut off another that is under way', async () => {
  warnings()
  vi.stubEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '1')
  vi.stubEnv('OTEL_METRICS_EXPORTER', 'none')
  collector.reply({ status: 200, afterMillis: 300 }, 400)
  const observability = await start({ otlp: { endpoint: collector.url } })
  trace.getTracer('test').startSpan('slow').end()
  await expect.poll(() => collector.received).toHaveLength(1)
  trace.getTracer('test').startSpan('refused').end()
  await observability.shutdown()
  expect(collector.spanNames).toEqual(['slow', 'refused'])
  expect(collector.completed).toBe(2)
})

const faults: [string, Reply | 'refused'][] = [
  ['answers 503', 503],
  ['never answers', 'never'],
  ['drips a byte at a time', 'drip'],
  ['is not there', 'refused'],
]

test.each(faults)(
  'a Collector that %s does not hold shutdown up, nor what comes after it',
  async (_name, fault) => {
    const seen = warnings()
    if (fault !== 'refused') collector.reply(fault)
    const endpoint = fault === 'refused' ? 'http://127.0.0.1:1' : collector.url
    const options: ObservabilityOptions = { otlp: { endpoint, timeout: 60_000 }, shutdownTimeout: 300 }
    const observability = await start(options)
    work()
    await observability.shutdown()
    expect(seen.join('\n')).toMatch(/shutdown was given up after 300 ms|failed at shutdown|OTLP metrics/)
    await expect.poll(() => collector.openSockets).toBe(0)

    collector.reply(200)
    collector.received.length = 0
    const again = await start({ otlp: { endpoint: collector.url } })
    work()
    await again.shutdown()
    expect(orders()).toEqual([1])
    expect(collector.spanNames).toEqual(['last span'])
  },
  10_000,
)

test.each(faults)(
  'shutdown during a push to a Collector that %s ends too',
  async (_name, fault) => {
    warnings()
    vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '10')
    vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '10')
    if (fault !== 'refused') collector.reply(fault)
    const endpoint = fault === 'refused' ? 'http://127.0.0.1:1' : collector.url
    const observability = await start({ otlp: { endpoint, timeout: 60_000 }, shutdownTimeout: 300 })
    work()
    if (fault === 'refused') await new Promise((resolve) => setTimeout(resolve, 50))
    else await expect.poll(() => collector.received.length).toBeGreaterThan(1)
    await observability.shutdown()
    await expect.poll(() => collector.openSockets).toBe(0)
  },
  10_000,
)

test('a Collector that is not there is warned of in one line, not at every push', async () => {
  const seen = warnings()
  const observability = await start({ otlp: { endpoint: 'http://127.0.0.1:1', timeout: 100 } })
  work()
  await observability.forceFlush()
  await observability.forceFlush()
  const lines = seen.filter((line) => line.includes('metrics export failed'))
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/connect ECONNREFUSED/)
  expect(lines[0]).not.toMatch(/\n|at .*\.js/)
})

test('the metrics port is closed at shutdown, also when a client holds its connection', async () => {
  const observability = await start()
  const url = new URL(observability.metricsUrl ?? '')
  await (await fetch(url)).text()
  await observability.shutdown()
  const again = createServer()
  await new Promise<void>((resolve, reject) => {
    again.once('error', reject)
    again.listen(Number(url.port), '127.0.0.1', resolve)
  })
  again.close()
})

test('a reader or processor of the application that fails or hangs does not hold shutdown up', async () => {
  const seen = warnings()
  const never = new Promise<void>(() => {})
  const observability = await start({
    shutdownTimeout: 300,
    readers: [
      {
        setMetricProducer: () => {},
        selectAggregationTemporality: () => 1,
        forceFlush: () => Promise.reject(new Error('reader failed')),
        shutdown: () => never,
      },
    ],
    spanProcessors: [
      {
        onStart() {},
        onEnd() {},
        forceFlush: () => never,
        shutdown: () => Promise.reject(new Error('processor failed')),
      },
    ],
  })
  await observability.shutdown()
  expect(seen.join('\n')).toMatch(/shutdown was given up after 300 ms/)
})

test('a processor that throws instead of rejecting is warned of, and the rest is sent', async () => {
  const seen = warnings()
  const fail = () => {
    throw new Error('thrown')
  }
  const thrower = { onStart() {}, onEnd() {}, forceFlush: fail, shutdown: fail }
  const observability = await start({ otlp: { endpoint: collector.url }, spanProcessors: [thrower] })
  work()
  await observability.forceFlush()
  await observability.shutdown()
  expect(orders().at(-1)).toBe(1)
  expect(seen.join('\n')).toMatch(/failed at flush: Error: thrown[\s\S]*failed at shutdown: Error: thrown/)
})

test('a client that never takes its scrape does not hold shutdown up', async () => {
  warnings()
  const observability = await start({ shutdownTimeout: 300 })
  const { port } = new URL(observability.metricsUrl ?? '')
  const client = connect(Number(port), '127.0.0.1')
  client.on('error', () => {})
  client.write('GET /metrics HTTP/1.1\r\nhost: x\r\n')
  await once(client, 'connect')
  await observability.shutdown()
  await once(client, 'close')
}, 2000)

test('what is recorded after shutdown goes nowhere, and does no harm', async () => {
  const observability = await start({ otlp: { endpoint: collector.url } })
  const counter = metrics.getMeter('test').createCounter('orders_total')
  await observability.shutdown()
  const before = collector.received.length
  counter.add(1)
  trace.getTracer('test').startSpan('late').end()
  await observability.forceFlush()
  expect(collector.received).toHaveLength(before)
  await expect(observability.collect()).rejects.toThrow(/shutdown/)
})
