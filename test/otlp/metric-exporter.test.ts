import { diag } from '@opentelemetry/api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { OtlpMetricExporter, type OtlpMetricExporterOptions } from '../../src/otlp/index.ts'
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type Point,
  type ResourceMetrics,
} from '../../src/points/index.ts'
import { Collector } from './collector.ts'
import { pointsNamed } from './decoder.ts'

let collector: Collector
const exporters: OtlpMetricExporter[] = []

beforeEach(async () => {
  collector = await new Collector().start()
})

afterEach(async () => {
  for (const exporter of exporters.splice(0)) exporter.close()
  diag.disable()
  await collector.stop()
})

function exporter(options: Partial<OtlpMetricExporterOptions> = {}): OtlpMetricExporter {
  const made = new OtlpMetricExporter({
    url: `${collector.url}/v1/metrics`,
    headers: {},
    protocol: 'http/protobuf',
    compression: 'none',
    timeoutMillis: 5000,
    pushTimeoutMillis: 10_000,
    temporality: 'cumulative',
    ...options,
  })
  exporters.push(made)
  return made
}

function push(to: OtlpMetricExporter, metrics: ResourceMetrics) {
  return new Promise<{ code: number; error?: Error }>((resolve) => to.export(metrics, resolve))
}

function counter(from: number, count: number, temporality: AggregationTemporality): ResourceMetrics {
  const dataPoints = Array.from({ length: count }, (_, index): Point<number> => {
    return { startTime: [1, 0], endTime: [2, 0], attributes: { n: from + index }, value: from + index }
  })
  const metric: MetricData = {
    descriptor: { name: 'events_total', description: 'Events', unit: '', valueType: 1 },
    aggregationTemporality: temporality,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints,
  }
  return { resource: { attributes: {} }, scopeMetrics: [{ scope: { name: 'test' }, metrics: [metric] }] }
}

const { DELTA, CUMULATIVE } = AggregationTemporality
const values = () => pointsNamed(collector.metrics, 'events_total').map((point) => point.asDouble)

test.each(['http/protobuf', 'http/json'] as const)(
  '%s: the points arrive under the right content type',
  async (protocol) => {
    expect(await push(exporter({ protocol }), counter(1, 3, CUMULATIVE))).toEqual({ code: 0 })
    expect(values()).toEqual([1, 2, 3])
    const type = protocol === 'http/json' ? 'application/json' : 'application/x-protobuf'
    expect(collector.received[0]?.headers['content-type']).toBe(type)
  },
)

test('headers are sent, gzip is used where it is asked for', async () => {
  await push(
    exporter({ headers: { authorization: 'Bearer x' }, compression: 'gzip' }),
    counter(1, 1, CUMULATIVE),
  )
  expect(collector.received[0]?.headers).toMatchObject({
    authorization: 'Bearer x',
    'content-encoding': 'gzip',
  })
  expect(values()).toEqual([1])
})

test.each([429, 503])('a %i is tried again by the transport', async (status) => {
  collector.reply({ status, headers: { 'retry-after': '0' } }, 200)
  expect(await push(exporter(), counter(1, 1, CUMULATIVE))).toEqual({ code: 0 })
  expect(collector.received).toHaveLength(2)
})

test('a request that fails is reported, and the others arrive', async () => {
  collector.reply(200, 400, 200)
  const result = await push(exporter(), counter(0, 6000, CUMULATIVE))
  expect(result.code).toBe(1)
  expect(result.error?.message).toMatch(/1 of 3 requests failed, with 2000 of 6000 points\. The first error/)
  expect(collector.received).toHaveLength(3)
})

test('delta points without an answer are sent again before the next push, once', async () => {
  collector.reply(200, 'never', 200)
  const slow = exporter({ timeoutMillis: 1_000 })
  const first = await push(slow, counter(0, 6000, DELTA))
  expect(first.error?.message).toMatch(/2000 delta points are sent again with the next push/)
  expect(collector.received).toHaveLength(3)
  expect(await push(slow, counter(6000, 1, DELTA))).toEqual({ code: 0 })
  const [, unanswered, , again, last] = collector.received
  expect(again?.body).toEqual(unanswered?.body)
  expect(last).toBeDefined()
  expect(await push(slow, counter(6001, 1, DELTA))).toEqual({ code: 0 })
  expect(collector.received).toHaveLength(6)
})

test('delta points that the server refuses are lost, and said to be', async () => {
  collector.reply(400)
  const refused = await push(exporter(), counter(0, 3, DELTA))
  expect(refused.error?.message).toMatch(/ 3 delta points are lost/)
})

test('cumulative points are not sent again: the next push holds them', async () => {
  collector.reply('never', 200)
  const slow = exporter({ timeoutMillis: 200 })
  expect((await push(slow, counter(0, 3, CUMULATIVE))).code).toBe(1)
  await push(slow, counter(0, 3, CUMULATIVE))
  expect(collector.received).toHaveLength(2)
})

test('a server that drips bytes is given up at the timeout, and its connection with it', async () => {
  collector.reply('drip')
  const result = await push(exporter({ timeoutMillis: 400 }), counter(0, 1, CUMULATIVE))
  expect(result.error?.message).toMatch(/gave no complete answer within 400 ms/)
  await expect.poll(() => collector.openSockets).toBe(0)
})

test('a push that takes too long keeps the delta points it did not get to', async () => {
  collector.reply('never')
  const slow = exporter({ timeoutMillis: 1_000, pushTimeoutMillis: 1_100 })
  const late = await push(slow, counter(0, 8000, DELTA))
  expect(late.error?.message).toMatch(/4 of 4 requests failed.*8000 delta points are sent again/)
  collector.reply(200)
  collector.received.length = 0
  expect((await push(slow, counter(8000, 1, DELTA))).code).toBe(0)
  expect(new Set(values()).size).toBe(8001)
})

test('a server that is not there costs an error, not an exception', async () => {
  const gone = exporter({ url: 'http://127.0.0.1:1/v1/metrics', timeoutMillis: 300 })
  const result = await push(gone, counter(0, 1, CUMULATIVE))
  expect(result.error?.message).toMatch(/1 of 1 requests failed/)
})

test.each([
  ['a header name that HTTP does not allow', { headers: { 'bad name': 'x' } }],
  ['a header value that HTTP does not allow', { headers: { token: 'a\nb' } }],
  ['an address without a host', { url: 'http://' }],
  [
    'a TLS file that is not there',
    { url: 'https://127.0.0.1:1', timeoutMillis: 200, tls: { certificate: '/none.pem' } },
  ],
])('%s is reported, not thrown', async (_what, options) => {
  expect((await push(exporter(options), counter(0, 1, CUMULATIVE))).code).toBe(1)
})

test('the longest timeout that a timer can wait is no timeout of 1 ms', async () => {
  collector.reply({ status: 200, afterMillis: 50 })
  const patient = exporter({ timeoutMillis: 2 ** 31 - 1 })
  expect(await push(patient, counter(0, 1, CUMULATIVE))).toEqual({ code: 0 })
})

test('pushes wait for each other', async () => {
  const one = exporter()
  await Promise.all([push(one, counter(0, 4000, CUMULATIVE)), push(one, counter(4000, 1, CUMULATIVE))])
  expect(values()).toEqual([...Array(4001).keys()])
})

test('closing gives up at once, and what comes later fails', async () => {
  collector.reply('never')
  const closing = exporter()
  const under = push(closing, counter(0, 1, CUMULATIVE))
  await expect.poll(() => collector.received).toHaveLength(1)
  closing.close()
  expect((await under).error?.message).toMatch(/shut down before the request was answered/)
  expect((await push(closing, counter(0, 1, CUMULATIVE))).code).toBe(1)
  await expect.poll(() => collector.openSockets).toBe(0)
})

test('closing does not wait for a repetition', async () => {
  collector.reply({ status: 503, headers: { 'retry-after': '4' } })
  const closing = exporter()
  const under = push(closing, counter(0, 1, CUMULATIVE))
  await expect.poll(() => collector.completed).toBe(1)
  closing.close()
  expect((await under).error?.message).toMatch(/shut down before the request was answered/)
}, 3000)

test('points that take long to read are read in slices', async () => {
  function* slow(): Generator<Point<number>> {
    for (let value = 0; value < 320; value++) {
      const until = performance.now() + 0.25
      while (performance.now() < until);
      yield { startTime: [1, 0], endTime: [2, 0], attributes: {}, value }
    }
  }
  const metrics = counter(0, 1, CUMULATIVE)
  const [scope] = metrics.scopeMetrics
  const lazy = scope?.metrics.map((metric): MetricData => ({ ...metric, points: slow }) as MetricData) ?? []
  let turns = 0
  let counting = true
  const count = () => {
    if (collector.received.length === 0) turns++
    if (counting) setImmediate(count)
  }
  count()
  await push(exporter(), { ...metrics, scopeMetrics: [{ scope: { name: 'slow' }, metrics: lazy }] })
  counting = false
  // 320 points in pauses of 16, each of which is longer than a slice.
  expect(turns).toBeGreaterThanOrEqual(20)
})

test('a partial success is warned of', async () => {
  const warnings: unknown[][] = []
  diag.setLogger({ error() {}, info() {}, debug() {}, verbose() {}, warn: (...args) => warnings.push(args) })
  const partial = Buffer.concat([Buffer.from([0x0a, 0x07, 0x08, 0x02, 0x12, 0x03]), Buffer.from('bad')])
  collector.reply({ status: 200, body: partial })
  expect((await push(exporter(), counter(0, 5, CUMULATIVE))).code).toBe(0)
  expect(JSON.stringify(warnings)).toMatch(/bad/)
})

test('while 100,000 histograms are pushed, other work gets its turn', async () => {
  const big = { ...counter(0, 0, CUMULATIVE) }
  function* points() {
    for (let index = 0; index < 100_000; index++) {
      yield {
        startTime: [1, 0] as [number, number],
        endTime: [2, 0] as [number, number],
        attributes: { n: index },
        value: { count: 1, sum: 1, buckets: { boundaries: [1, 2, 4, 8], counts: [0, 1, 0, 0, 0] } },
      }
    }
  }
  const metric: MetricData = {
    descriptor: { name: 'h', description: '', unit: '', valueType: 1 },
    aggregationTemporality: CUMULATIVE,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [],
    points,
  }
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const result = await push(exporter(), {
    ...big,
    scopeMetrics: [{ scope: { name: 'test' }, metrics: [metric] }],
  })
  clearInterval(timer)
  expect(result).toEqual({ code: 0 })
  expect(collector.received).toHaveLength(50)
  expect(turns).toBeGreaterThan(50)
})
