import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { expect, test } from 'vitest'
import { CollectingReader } from '../subjects/record/readers.ts'
import { countHistogramPoints, digestOf, recordsIn } from './index.ts'

test('histogram points are counted in what the official serializer writes, and nothing else is', async () => {
  const reader = new CollectingReader()
  const meter = new MeterProvider({ readers: [reader] }).getMeter('bench')
  meter.createCounter('bench_total').add(1, { a: 'counter' })
  for (const name of ['bench_0_seconds', 'bench_1_seconds']) {
    const histogram = meter.createHistogram(name)
    for (let series = 0; series < 300; series++) histogram.record(series, { series })
  }
  const { resourceMetrics } = await reader.collect()
  const body = ProtobufMetricsSerializer.serializeRequest(resourceMetrics)
  expect(countHistogramPoints(body ?? new Uint8Array())).toBe(600)
})

test('a body that is cut off is no protobuf', () => {
  expect(() => countHistogramPoints(Uint8Array.of(0x0a, 0x80))).toThrow('the body ends within a number')
})

const body = (lines: readonly string[]) => Buffer.from(`${lines.join('\n')}\n`)

test('records are the sum of the count samples of our histograms', () => {
  const scraped = body([
    '# TYPE bench_0_seconds histogram',
    'target_info{service_name="bench"} 1',
    'bench_0_seconds_bucket{a="1",le="+Inf"} 7',
    'bench_0_seconds_sum{a="1"} 0.5',
    'bench_0_seconds_count{a="1"} 7',
    'bench_1_seconds_count{a="2"} 5',
    'other_seconds_count{a="2"} 100',
  ])
  expect(recordsIn(scraped)).toBe(12)
})

test('bodies with the same samples have one digest, in whatever order of lines and labels', () => {
  const one = digestOf(
    body([
      '# HELP bench_0_seconds x',
      'bench_0_seconds_sum{a="1",b="2"} 0.5',
      'bench_0_seconds_count{a="1",b="2"} 7',
    ]),
  )
  const other = digestOf(
    body([
      'bench_0_seconds_count{b="2",a="1"} 7',
      'bench_0_seconds_sum{b="2",a="1"} 5e-1',
      'target_info{} 1',
    ]),
  )
  expect(other).toBe(one)
  expect(
    digestOf(body(['bench_0_seconds_count{b="2",a="1"} 8', 'bench_0_seconds_sum{b="2",a="1"} 0.5'])),
  ).not.toBe(one)
})
