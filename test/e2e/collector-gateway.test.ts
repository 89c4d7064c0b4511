import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CollectorStack, startCollectorStack } from './collector-stack.ts'
import { JaegerApi } from './jaeger-api.ts'
import { keyValues, metricsOf, newTraceId, post, tracesOf } from './otlp-json.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { until } from './until.ts'

const HOUR = 3_600_000_000_000n

let running: CollectorStack
let prometheus: PrometheusApi
let url: string
beforeAll(async () => {
  running = await startCollectorStack()
  prometheus = new PrometheusApi(running.stack.prometheus)
  url = running.stack.collector
})
afterAll(() => running?.stop())

function now(): bigint {
  return BigInt(Date.now()) * 1_000_000n
}

function counter(name: string, at = now(), attributes: object[] = [], aggregationTemporality = 2): object {
  const times = { timeUnixNano: String(at), startTimeUnixNano: String(at - 1_000_000_000n) }
  return {
    name,
    sum: { aggregationTemporality, isMonotonic: true, dataPoints: [{ ...times, asDouble: 1, attributes }] },
  }
}

describe('a point that Prometheus cannot take costs nobody else a point', () => {
  test.each([
    ['from an hour ahead', () => counter('poison_ahead', now() + HOUR)],
    ['from an hour ago', () => counter('poison_ago', now() - HOUR)],
    ['of no time', () => ({ name: 'poison_never', gauge: { dataPoints: [{ asDouble: 1 }] } })],
    ['that is a delta', () => counter('poison_delta', now(), [], 1)],
    ['of no temporality', () => counter('poison_unknown', now(), [], 0)],
    ['with a label of no name', () => counter('poison_unnamed', now(), keyValues({ '': 'x', '---': 'x' }))],
    [
      'with labels of Prometheus itself',
      () => counter('poison_reserved', now(), keyValues({ __name__: 'up' })),
    ],
    [
      'with two names that are one',
      () => counter('poison_twice', now(), keyValues({ 'a.b': '1', a_b: '2' })),
    ],
    [
      'of a histogram too coarse',
      () => ({
        name: 'poison_coarse',
        exponentialHistogram: {
          aggregationTemporality: 2,
          dataPoints: [
            {
              timeUnixNano: String(now()),
              count: '1',
              sum: 1,
              scale: -30,
              zeroCount: '0',
              positive: { offset: 0, bucketCounts: ['1'] },
            },
          ],
        },
      }),
    ],
  ])('%s', async (what, poison) => {
    const name = `beside_${what.replaceAll(' ', '_')}`
    // What arrives within a second leaves in one request.
    expect(await post(`${url}/v1/metrics`, metricsOf('good', counter(`${name}_before`)))).toBe(200)
    expect(await post(`${url}/v1/metrics`, metricsOf('bad', poison()))).toBe(200)
    expect(await post(`${url}/v1/metrics`, metricsOf('good', counter(`${name}_after`)))).toBe(200)
    await until(
      () => 'the points before and after it are in Prometheus',
      async () => {
        const found = await prometheus.query(`{__name__=~"${name}_(before|after)_total", job="good"}`)
        return found.length === 2 || undefined
      },
    )
  })

  test('and no such point says that it was scraped, or is of another', async () => {
    await post(
      `${url}/v1/metrics`,
      metricsOf('liar', counter('lies', now(), keyValues({ source: 'scrape' }))),
    )
    const sample = await until(
      () => 'it is in Prometheus',
      async () => (await prometheus.query('lies_total'))[0],
    )
    expect(sample.labels).toMatchObject({ source: 'otlp', job: 'liar' })
  })
})

test('a secret reaches Jaeger in no name, message, list, number or event, nor Prometheus in a name of a span', async () => {
  const traceId = newTraceId()
  const span = {
    traceId,
    name: 'GET /login?password=hunter2',
    message: 'no connection to postgres://shop:hunter2@db/shop',
    attributes: {
      list: { arrayValue: { values: [{ stringValue: 'anna@example.org' }] } },
      map: { kvlistValue: { values: [{ key: 'api_key', value: { stringValue: 'hunter2' } }] } },
      number: { intValue: '4111111111111111' },
      cache: 'redis://:hunter2@cache:6379',
    },
    event: { name: 'mail to anna@example.org', attributes: { 'exception.message': 'bad password: hunter2' } },
  }
  const resource = {
    'host.name': 'h',
    'process.command_line': 'node main.js --password hunter2',
    'db.password': 'hunter2',
  }
  expect(await post(`${url}/v1/traces`, tracesOf('secretive', [span], resource))).toBe(200)
  const metric = metricsOf('secretive', counter('secretive'), resource)
  expect(await post(`${url}/v1/metrics`, metric)).toBe(200)

  const jaeger = new JaegerApi(running.stack.jaeger)
  await until(
    () => 'Jaeger has the span',
    async () => (await jaeger.trace(traceId))[0],
  )
  const everything = await (await fetch(`${running.stack.jaeger}/api/traces/${traceId}`)).text()
  expect(everything).toContain('GET /login?p****')
  expect(everything).not.toMatch(/hunter2|anna@|4111111111111111|redacted\./)
  const series = await until(
    () => 'Prometheus has counted it',
    async () => {
      const found = await prometheus.query('{job="secretive"}')
      return found.some(({ labels }) => labels.__name__ === 'traces_span_metrics_calls_total') &&
        found.some(({ labels }) => labels.__name__ === 'target_info')
        ? found
        : undefined
    },
  )
  expect(JSON.stringify(series)).not.toMatch(/hunter2|anna@/)
})

test('the name of a span is cut, and a value too', async () => {
  const traceId = newTraceId()
  const span = { traceId, name: 'é'.repeat(1_000), attributes: { long: 'x'.repeat(100_000) } }
  expect(await post(`${url}/v1/traces`, tracesOf('long', [span]))).toBe(200)
  const jaeger = new JaegerApi(running.stack.jaeger)
  const seen = await until(
    () => 'Jaeger has the span',
    async () => (await jaeger.trace(traceId))[0],
  )
  expect(seen.name).toBe('é'.repeat(128))
  expect(String(seen.attributes.long)).toHaveLength(8_192)
})

test('a request that is too large, also once it is unpacked, is refused, and the next is taken', async () => {
  expect(await post(`${url}/v1/traces`, ' '.repeat(9 * 1024 * 1024))).toBe(400)
  const packed = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: packed,
  })
  await response.arrayBuffer()
  expect(response.status).toBe(400)
  expect(await post(`${url}/v1/traces`, tracesOf('next', [{ traceId: newTraceId() }]))).toBe(200)
})
