import { afterEach, expect, test } from 'vitest'
import { decodeMetrics, decodeMetricsJson, pointsNamed } from '../../test/otlp/decoder.ts'
import { setStrict, swallowedErrors } from '../guard/index.ts'
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type Point,
  type ResourceMetrics,
} from '../points/index.ts'
import { JsonEncoder } from './json/encoder.ts'
import { ProtobufEncoder } from './protobuf/encoder.ts'
import { type MetricsRequest, type RequestLimits, requestLimits, requestsOf } from './requests.ts'

afterEach(() => setStrict(false))

function counter(name: string, points: () => Iterable<Point<number>>): MetricData {
  return {
    descriptor: { name, description: '', unit: '', valueType: 1 },
    aggregationTemporality: AggregationTemporality.DELTA,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    get dataPoints(): Point<number>[] {
      throw new Error('Points are read lazily.')
    },
    points,
  }
}

function point(value: number, padding = ''): Point<number> {
  return { startTime: [1, 0], endTime: [2, 0], attributes: { value, padding }, value }
}

function* many(count: number, padding = ''): Generator<Point<number>> {
  for (let value = 0; value < count; value++) yield point(value, padding)
}

function collection(...metrics: MetricData[]): ResourceMetrics {
  return {
    resource: { attributes: { 'service.name': 'shop' } },
    scopeMetrics: [{ scope: { name: 'a' }, metrics }],
  }
}

function requests(metrics: ResourceMetrics, limits: RequestLimits = requestLimits): MetricsRequest[] {
  return [...requestsOf(metrics, new ProtobufEncoder(), limits)].filter((step) => step !== undefined)
}

test('no request has more than 2,000 points, and none is lost or repeated', () => {
  const made = requests(
    collection(
      counter('a', () => many(1500)),
      counter('b', () => many(3000)),
    ),
  )
  expect(made.map((request) => request.points)).toEqual([2000, 2000, 500])
  const decoded = made.map((request) => decodeMetrics(request.bytes))
  expect(pointsNamed(decoded, 'a').map((entry) => entry.asDouble)).toEqual([...Array(1500).keys()])
  expect(pointsNamed(decoded, 'b').map((entry) => entry.asDouble)).toEqual([...Array(3000).keys()])
})

test.each([
  ['protobuf', new ProtobufEncoder(), decodeMetrics],
  ['JSON', new JsonEncoder(), decodeMetricsJson],
])('no %s request is larger than 4 MiB', (_format, encoder, decode) => {
  const padding = 'ä'.repeat(10_000)
  const made = [...requestsOf(collection(counter('a', () => many(1000, padding))), encoder)].filter(
    (step) => step !== undefined,
  )
  expect(made.length).toBeGreaterThan(4)
  for (const request of made) expect(request.bytes.length).toBeLessThanOrEqual(4 * 1024 * 1024)
  expect(
    pointsNamed(
      made.map((request) => decode(request.bytes)),
      'a',
    ),
  ).toHaveLength(1000)
})

test('a point that is larger than a request may be travels alone', () => {
  const made = requests(
    collection(counter('a', () => [point(1), point(2, 'x'.repeat(5 * 1024 * 1024)), point(3)])),
  )
  expect(made.map((request) => request.points)).toEqual([1, 1, 1])
})

test('every request says whose it is', () => {
  const made = requests(collection(counter('a', () => many(2001))))
  for (const { bytes } of made) {
    const decoded = decodeMetrics(bytes)
    expect(decoded.resourceMetrics[0]?.resource?.attributes).toEqual([
      { key: 'service.name', value: { stringValue: 'shop' } },
    ])
    expect(decoded.resourceMetrics[0]?.scopeMetrics?.[0]?.scope).toEqual({ name: 'a' })
  }
})

test('points are read one at a time, and no further than the request at hand', () => {
  let read = 0
  function* counted() {
    for (const next of many(5000)) {
      read++
      yield next
    }
  }
  const steps = requestsOf(collection(counter('a', counted)), new ProtobufEncoder())
  for (const step of steps) if (step !== undefined) break
  expect(read).toBe(2001)
})

test('it pauses after every few points, so that a slice can end there', () => {
  const steps = [...requestsOf(collection(counter('a', () => many(160))), new ProtobufEncoder())]
  expect(steps.filter((step) => step === undefined)).toHaveLength(10)
})

test('a metric without points leaves no trace, and nothing at all makes no request', () => {
  const [made] = requests(
    collection(
      counter('empty', () => []),
      counter('b', () => many(1)),
    ),
  )
  expect(
    decodeMetrics(made?.bytes ?? new Uint8Array()).resourceMetrics[0]?.scopeMetrics?.[0]?.metrics,
  ).toHaveLength(1)
  expect(requests(collection(counter('empty', () => [])))).toEqual([])
})

test('points that cannot be read or encoded cost themselves only', () => {
  function* failing() {
    yield point(1)
    throw new Error('no more')
  }
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const bad: Point<number> = { ...point(2), attributes: { bad: circular as unknown as string } }
  const throwing: Point<number> = {
    ...point(3),
    attributes: {
      get bad(): string {
        throw new Error('unreadable')
      },
    },
  }
  const before = swallowedErrors().get('encoding a point as OTLP') ?? 0
  const made = requests(
    collection(
      counter('a', failing),
      counter('b', () => [bad, throwing, point(4)]),
      counter('c', () => many(1)),
    ),
  )
  const decoded = made.map((request) => decodeMetrics(request.bytes))
  expect(pointsNamed(decoded, 'a')).toHaveLength(1)
  expect(pointsNamed(decoded, 'b').map((entry) => entry.asDouble)).toEqual([4])
  expect(pointsNamed(decoded, 'c')).toHaveLength(1)
  expect(swallowedErrors().get('encoding a point as OTLP')).toBe(before + 2)
  expect(swallowedErrors().get('reading the points of a')).toBe(1)
})

test('delta points are counted, as no later push repeats them; gauges and cumulative ones are not', () => {
  const gauge: MetricData = {
    descriptor: { name: 'g', description: '', unit: '', valueType: 1 },
    aggregationTemporality: AggregationTemporality.DELTA,
    dataPointType: DataPointType.GAUGE,
    dataPoints: [point(1)],
  }
  const cumulative: MetricData = {
    descriptor: { name: 'c', description: '', unit: '', valueType: 1 },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints: [...many(3)],
  }
  const [made] = requests(
    collection(
      gauge,
      cumulative,
      counter('d', () => many(2)),
    ),
  )
  expect(made).toMatchObject({ points: 6, deltaPoints: 2 })
})
