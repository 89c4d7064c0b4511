import { expect, test } from 'vitest'
import { JsonEncoder } from '../../src/otlp/json/encoder.ts'
import { ProtobufEncoder } from '../../src/otlp/protobuf/encoder.ts'
import type { RequestEncoder } from '../../src/otlp/request-encoder.ts'
import { requestsOf } from '../../src/otlp/requests.ts'
import {
  AggregationTemporality,
  DataPointType,
  type Exemplar,
  type MetricData,
  type ResourceMetrics,
} from '../../src/points/index.ts'
import { decodeMetrics, decodeMetricsJson, pointsNamed } from './decoder.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'
interface Format {
  name: string
  encoder: () => RequestEncoder
  decode: typeof decodeMetrics
}

const formats: Format[] = [
  { name: 'protobuf', encoder: () => new ProtobufEncoder(), decode: decodeMetrics },
  { name: 'JSON', encoder: () => new JsonEncoder(), decode: decodeMetricsJson },
]

function exemplar(value: number, more: Partial<Exemplar> = {}): Exemplar {
  return { value, time: [1_700_000_000, 123_456_789], traceId, spanId, filteredAttributes: {}, ...more }
}

const times = { startTime: [1_700_000_000, 0], endTime: [1_700_000_001, 0], attributes: {} } as const

function metrics(exemplars: Exemplar[], valueType: number): ResourceMetrics {
  const common = {
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    descriptor: { description: '', unit: '', valueType },
  }
  const point = { ...times, startTime: [...times.startTime], endTime: [...times.endTime], exemplars } as const
  const named = (name: string) => ({ ...common, descriptor: { ...common.descriptor, name } })
  const kinds = [
    {
      ...named('sum'),
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      dataPoints: [{ ...point, value: 3 }],
    },
    { ...named('gauge'), dataPointType: DataPointType.GAUGE, dataPoints: [{ ...point, value: 3 }] },
    {
      ...named('histogram'),
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: [{ ...point, value: { count: 1, buckets: { boundaries: [1], counts: [0, 1] } } }],
    },
    {
      ...named('exponential'),
      dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
      dataPoints: [
        {
          ...point,
          value: {
            count: 1,
            scale: 1,
            zeroCount: 0,
            positive: { offset: 0, bucketCounts: [1] },
            negative: { offset: 0, bucketCounts: [] },
          },
        },
      ],
    },
    // The literals above are mutable where the test spells them; MetricData asks for tuples.
  ] as unknown as MetricData[]
  return { resource: { attributes: {} }, scopeMetrics: [{ scope: { name: 'test' }, metrics: kinds }] }
}

function sent(given: ResourceMetrics, { encoder, decode }: Format) {
  const decoded = [...requestsOf(given, encoder())].flatMap((step) =>
    step === undefined ? [] : [decode(step.bytes)],
  )
  return ['sum', 'gauge', 'histogram', 'exponential'].map((name) => pointsNamed(decoded, name)[0]?.exemplars)
}

test.each(formats)('$name: an exemplar keeps time, value and ids; ids are 16 and 8 bytes', (format) => {
  for (const exemplars of sent(metrics([exemplar(0.25)], 1), format)) {
    expect(exemplars).toEqual([
      {
        timeUnixNano: '1700000000123456789',
        asDouble: 0.25,
        traceId: Buffer.from(traceId, 'hex').toString('base64'),
        spanId: Buffer.from(spanId, 'hex').toString('base64'),
      },
    ])
    expect(Buffer.from(exemplars?.[0]?.traceId ?? '', 'base64')).toHaveLength(16)
    expect(Buffer.from(exemplars?.[0]?.spanId ?? '', 'base64')).toHaveLength(8)
  }
})

test.each(formats)('$name: exemplars of integer instruments are integers', (format) => {
  for (const exemplars of sent(metrics([exemplar(7), exemplar(-3)], 0), format)) {
    expect(exemplars?.map((entry) => [entry.asInt, entry.asDouble])).toEqual([
      ['7', undefined],
      ['-3', undefined],
    ])
  }
})

test.each(formats)('$name: attributes that a view took off travel with the exemplar', (format) => {
  const given = metrics([exemplar(1, { filteredAttributes: { user: 'ann', tries: 2 } })], 1)
  for (const exemplars of sent(given, format)) {
    expect(exemplars?.[0]?.filteredAttributes).toEqual([
      { key: 'user', value: { stringValue: 'ann' } },
      { key: 'tries', value: { intValue: '2' } },
    ])
  }
})

test.each(formats)('$name: an exemplar without a span has no ids', (format) => {
  for (const exemplars of sent(metrics([exemplar(1, { traceId: '', spanId: '' })], 1), format)) {
    expect(exemplars).toEqual([{ timeUnixNano: '1700000000123456789', asDouble: 1 }])
  }
})

test('JSON names no id where there is none', () => {
  const given = metrics([exemplar(1, { traceId: '', spanId: '' })], 1)
  const [request] = requestsOf(given, new JsonEncoder())
  expect(Buffer.from(request?.bytes ?? []).toString()).not.toMatch(/traceId|spanId/)
})

test('upper-case ids are the same bytes', () => {
  const given = metrics([exemplar(1, { traceId: traceId.toUpperCase(), spanId: spanId.toUpperCase() })], 1)
  const [exemplars] = sent(given, formats[0] as Format)
  expect(exemplars?.[0]?.traceId).toBe(Buffer.from(traceId, 'hex').toString('base64'))
})
