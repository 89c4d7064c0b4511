import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CollectorStack, type StartedCollector, startCollectorStack } from './collector-stack.ts'
import { JaegerApi } from './jaeger-api.ts'
import { buildBroker } from './kafka/broker.mjs'
import { metricsOf, newTraceId, post, tracesOf } from './otlp-json.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { until } from './until.ts'

const TRACES = 50
const READING_MS = 5_000

let running: CollectorStack
let producer: StartedCollector
let consume: () => Promise<StartedCollector>
let prometheus: PrometheusApi
let jaeger: JaegerApi

beforeAll(async () => {
  const broker = await buildBroker()
  running = await startCollectorStack()
  prometheus = new PrometheusApi(running.stack.prometheus)
  jaeger = new JaegerApi(running.stack.jaeger)
  const ports = await running.freePorts()
  const [username, password] = ['otelcol', 'of this run']
  await running.stack.run({
    name: 'kafka',
    command: broker,
    args: [String(ports.shop), String(ports.shopMetrics), username, password],
    env: {},
    ready: `http://127.0.0.1:${ports.shopMetrics}`,
  })
  const env = {
    ...running.destinations,
    KAFKA_BROKER: `127.0.0.1:${ports.shop}`,
    KAFKA_USERNAME: username,
    KAFKA_PASSWORD: password,
    KAFKA_INSECURE: 'true',
  }
  producer = await running.collector({ name: 'kafka-producer', files: ['kafka-producer'], env })
  consume = () => running.collector({ name: 'kafka-consumer', files: ['kafka-consumer'], env })
})
afterAll(() => running?.stop())

function send(path: string, body: object): Promise<number> {
  return post(`https://${producer.http}${path}`, body, { credentials: running.credentials })
}

async function allInJaeger(traceIds: readonly string[]): Promise<void> {
  const missing = new Set(traceIds)
  await until(
    () => `Jaeger has the other ${missing.size} of ${traceIds.length} traces`,
    async () => {
      for (const traceId of missing) if ((await jaeger.trace(traceId)).length > 0) missing.delete(traceId)
      return missing.size === 0 || undefined
    },
  )
}

test('what was written while nobody read arrives once somebody does, with exemplars, and redacted', async () => {
  const traceIds = Array.from({ length: TRACES }, newTraceId)
  const spans = traceIds.map((traceId) => ({ traceId, name: 'for anna@example.org' }))
  expect(await send('/v1/traces', tracesOf('through-kafka', spans))).toBe(200)
  const at = String(BigInt(Date.now()) * 1_000_000n)
  const [traceId = ''] = traceIds
  const exemplars = [{ timeUnixNano: at, asDouble: 0.5, traceId, spanId: '00f067aa0ba902b7' }]
  const bucket = {
    timeUnixNano: at,
    count: '1',
    sum: 0.5,
    explicitBounds: [1],
    bucketCounts: ['1', '0'],
    exemplars,
  }
  const histogram = { aggregationTemporality: 2, dataPoints: [bucket] }
  const metric = { name: 'through_kafka_duration_seconds', unit: 's', histogram }
  expect(await send('/v1/metrics', metricsOf('through-kafka', metric))).toBe(200)

  const consumer = await consume()
  await allInJaeger(traceIds)
  const labels = { job: 'through-kafka', instance: 'through-kafka-1', source: 'otlp' }
  const sample = await until(
    () => 'the metric is in Prometheus',
    async () => (await prometheus.query('through_kafka_duration_seconds_count'))[0],
  )
  expect(sample.labels).toMatchObject(labels)
  const found = await prometheus.exemplars(
    'through_kafka_duration_seconds_bucket',
    new Date(Date.now() - 600_000),
  )
  expect(found).toMatchObject([{ traceId, value: 0.5 }])
  await until(
    () => 'every span is counted once',
    async () => {
      const query = 'sum(traces_span_metrics_calls_total{job="through-kafka", span_name="for ****"})'
      return (await prometheus.query(query))[0]?.value === TRACES || undefined
    },
  )
  await consumer.kept.end()
})

test('what a consumer could not deliver before it was killed is delivered by the next', async () => {
  await running.stack.servers.jaeger.kill()
  const traceIds = Array.from({ length: TRACES }, newTraceId)
  const [first] = traceIds
  expect(
    await send(
      '/v1/traces',
      tracesOf(
        'again',
        traceIds.map((traceId) => ({ traceId })),
      ),
    ),
  ).toBe(200)
  const consumer = await consume()
  // Long enough to read it; whether span metrics are told before or after Jaeger is asked is the Collector's own business.
  await sleep(READING_MS)
  consumer.kept.signal('SIGKILL')
  await consumer.kept.ended
  await running.stack.servers.jaeger.start()
  expect(first && (await jaeger.trace(first))).toEqual([])
  await consume()
  await allInJaeger(traceIds)
})
