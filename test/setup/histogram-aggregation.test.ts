import { metrics } from '@opentelemetry/api'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ObservabilityOptions } from '../../src/setup/index.ts'
import { Collector } from '../otlp/collector.ts'
import { scrape, start, warnings } from './observability.ts'

let collector: Collector
beforeEach(async () => {
  collector = await new Collector().start()
})
afterEach(() => collector.stop())

/** What the Collector and Prometheus get of a histogram with declared buckets. */
async function histogram(options: ObservabilityOptions = {}) {
  const observability = await start({ ...options, otlp: { endpoint: collector.url, ...options.otlp } })
  metrics
    .getMeter('test')
    .createHistogram('wait_seconds', { advice: { explicitBucketBoundaries: [0.1, 1] } })
    .record(0.7)
  await observability.forceFlush()
  const [metric] = collector.metrics
    .flatMap(({ resourceMetrics }) => resourceMetrics)
    .flatMap(({ scopeMetrics = [] }) => scopeMetrics)
    .flatMap(({ metrics: sent = [] }) => sent)
    .filter(({ name }) => name === 'wait_seconds')
  const buckets = (await scrape(observability)).match(/(?<=wait_seconds_bucket\{le=")[^"]+/g)
  await observability.shutdown()
  const kinds = Object.keys(metric ?? {}).filter((key) => /histogram/i.test(key))
  return { kinds, buckets }
}

test('histograms have the declared buckets unless told otherwise', async () => {
  expect(await histogram()).toEqual({ kinds: ['histogram'], buckets: ['0.1', '1', '+Inf'] })
})

const variable = 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'
const exponential = { kinds: ['exponentialHistogram'], buckets: ['0.5', '1', '+Inf'] }

test('the variable makes them exponential: whole by OTLP, a bucket for each power of two on /metrics', async () => {
  vi.stubEnv(variable, 'base2_exponential_bucket_histogram')
  expect(await histogram()).toEqual(exponential)
})

test('the option does, too', async () => {
  const otlp = { histogramAggregation: 'base2_exponential_bucket_histogram' as const }
  expect(await histogram({ otlp })).toEqual(exponential)
})

test('a view that names an aggregation wins', async () => {
  vi.stubEnv(variable, 'base2_exponential_bucket_histogram')
  const views = [{ instrumentName: 'wait_seconds', aggregation: { type: 4, options: { boundaries: [5] } } }]
  expect(await histogram({ views })).toEqual({ kinds: ['histogram'], buckets: ['5', '+Inf'] })
})

test('another word is warned of once, and the default used', async () => {
  const seen = warnings()
  vi.stubEnv(variable, 'native')
  expect((await histogram()).kinds).toEqual(['histogram'])
  expect(seen.filter((line) => line.includes(variable))).toEqual([
    expect.stringMatching(/is "native", which is not one of .*: explicit_bucket_histogram is used instead/),
  ])
})
