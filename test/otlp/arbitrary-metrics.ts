import fc from 'fast-check'
import {
  AggregationTemporality,
  type Attributes,
  DataPointType,
  type HrTime,
  type MetricData,
  type MetricDescriptor,
  type Point,
  type ResourceMetrics,
} from '../../src/points/index.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0))
const anyDouble = (nonFinite: boolean) => (nonFinite ? fc.double() : finite)
const count = fc.integer({ min: 0, max: 2 ** 48 })
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ minLength: 90, maxLength: 400 }),
)
const key = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('__proto__', 'toString', 'http.route', ''))

const time: fc.Arbitrary<HrTime> = fc.tuple(
  fc.integer({ min: 0, max: 18_446_744_072 }),
  fc.integer({ min: 0, max: 999_999_999 }),
)

const attributeValue = (nonFinite: boolean) =>
  fc.oneof(
    text,
    fc.integer(),
    fc.maxSafeInteger(),
    fc.constantFrom(2 ** 62, -(2 ** 63), -(2 ** 60), 2 ** 32, -1, 0),
    anyDouble(nonFinite).filter((value) => !Number.isInteger(value)),
    fc.boolean(),
    fc.array(text, { maxLength: 4 }),
    fc.array(fc.integer(), { maxLength: 4 }),
    fc.array(fc.boolean(), { maxLength: 4 }),
    fc.array(fc.option(text), { maxLength: 4 }),
  )

const attributes = (nonFinite: boolean): fc.Arbitrary<Attributes> =>
  fc
    .uniqueArray(fc.tuple(key, attributeValue(nonFinite)), { maxLength: 6, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries))

function points<Value>(value: fc.Arbitrary<Value>, nonFinite: boolean): fc.Arbitrary<Point<Value>[]> {
  return fc.array(fc.record({ startTime: time, endTime: time, attributes: attributes(nonFinite), value }), {
    minLength: 1,
    maxLength: 5,
  })
}

const descriptor = (valueType: number): fc.Arbitrary<MetricDescriptor> =>
  fc.record({
    name: fc.string({ minLength: 1, maxLength: 60 }),
    description: fc.oneof(fc.constant(''), text),
    unit: fc.constantFrom('', 's', 'By', '{request}'),
    valueType: fc.constant(valueType),
  })

const temporality = fc.constantFrom(AggregationTemporality.DELTA, AggregationTemporality.CUMULATIVE)

const extremes = (nonFinite: boolean) => ({
  sum: anyDouble(nonFinite),
  min: anyDouble(nonFinite),
  max: anyDouble(nonFinite),
})

const histogram = (nonFinite: boolean) =>
  fc.uniqueArray(finite, { maxLength: 20 }).chain((bounds) =>
    fc.record(
      {
        buckets: fc.record({
          boundaries: fc.constant(bounds.sort((one, other) => one - other)),
          counts: fc.array(count, { minLength: bounds.length + 1, maxLength: bounds.length + 1 }),
        }),
        count,
        ...extremes(nonFinite),
      },
      { requiredKeys: ['buckets', 'count'] },
    ),
  )

const buckets = fc.record({
  offset: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  bucketCounts: fc.array(count, { maxLength: 40 }),
})

const exponential = (nonFinite: boolean) =>
  fc.record(
    {
      count,
      scale: fc.integer({ min: -10, max: 20 }),
      zeroCount: count,
      positive: buckets,
      negative: buckets,
      ...extremes(nonFinite),
    },
    { requiredKeys: ['count', 'scale', 'zeroCount', 'positive', 'negative'] },
  )

function metric(nonFinite: boolean): fc.Arbitrary<MetricData> {
  const numbers = fc.constantFrom(0, 1).chain((valueType) =>
    fc.record({
      descriptor: descriptor(valueType),
      aggregationTemporality: temporality,
      dataPoints: points(valueType === 0 ? fc.maxSafeInteger() : anyDouble(nonFinite), nonFinite),
    }),
  )
  return fc.oneof(
    numbers.map((base): MetricData => ({ ...base, dataPointType: DataPointType.GAUGE })),
    fc
      .tuple(numbers, fc.boolean())
      .map(([base, isMonotonic]): MetricData => ({ ...base, isMonotonic, dataPointType: DataPointType.SUM })),
    fc.record({
      descriptor: descriptor(1),
      aggregationTemporality: temporality,
      dataPointType: fc.constant(DataPointType.HISTOGRAM),
      dataPoints: points(histogram(nonFinite), nonFinite),
    }),
    fc.record({
      descriptor: descriptor(1),
      aggregationTemporality: temporality,
      dataPointType: fc.constant(DataPointType.EXPONENTIAL_HISTOGRAM),
      dataPoints: points(exponential(nonFinite), nonFinite),
    }),
  )
}

/**
 * Collections of every kind of metric and attribute, without exemplars. `nonFinite` also gives NaN, the infinities and
 * -0, none of which `JSON.stringify` can write.
 */
export function arbitraryMetrics({ nonFinite }: { nonFinite: boolean }): fc.Arbitrary<ResourceMetrics> {
  return fc.record({
    resource: fc.record(
      { attributes: attributes(nonFinite), schemaUrl: fc.constantFrom('', 'https://example.org/schema/1') },
      { requiredKeys: ['attributes'] },
    ),
    scopeMetrics: fc.array(
      fc.record({
        scope: fc.record(
          {
            name: text,
            version: fc.constantFrom('', '1.2.3'),
            schemaUrl: fc.constantFrom('', 'https://example.org/2'),
          },
          { requiredKeys: ['name'] },
        ),
        metrics: fc.array(metric(nonFinite), { minLength: 1, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
}
