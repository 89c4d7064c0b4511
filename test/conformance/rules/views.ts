import {
  AggregationType,
  createAllowListAttributesProcessor,
  InstrumentType,
} from '@opentelemetry/sdk-metrics'
import { expect } from 'vitest'
import { section } from '../rule.ts'
import { type Subject, warningsOf } from '../subject.ts'

const { rules, rule } = section('Views')

export { rules as viewRules }

rule('A view without any selection criterion is an error', async (subject) => {
  expect(() => subject.start({ views: [{ name: 'all' }] })).toThrow()
})

rule('A view with a name that may select several instruments is an error', async (subject) => {
  expect(() => subject.start({ views: [{ instrumentName: 'a*', name: 'b' }] })).toThrow()
  expect(() => subject.start({ views: [{ meterName: 'a', name: 'b' }] })).toThrow()
})

rule('Selection criteria are additive', async (subject) => {
  const views = [
    {
      instrumentName: 'x',
      instrumentType: InstrumentType.HISTOGRAM,
      aggregation: { type: AggregationType.DROP } as const,
    },
  ]
  const { provider, metrics } = subject.start({ views })
  provider.getMeter('a').createCounter('x').add(1)
  provider.getMeter('b').createHistogram('x').record(1)
  expect(await metrics()).toHaveLength(1)
})

rule('The name * matches all instruments', async (subject) => {
  const { meter, metrics } = subject.start({
    views: [{ instrumentName: '*', aggregation: { type: AggregationType.DROP } }],
  })
  meter.createCounter('x').add(1)
  meter.createHistogram('y').record(1)
  expect(await metrics()).toEqual([])
})

/** The names that a pattern selects out of these. */
async function selected(subject: Subject, pattern: string, names: readonly string[]): Promise<string[]> {
  const { meter, metrics } = subject.start({ views: [{ instrumentName: pattern, description: 'selected' }] })
  for (const name of names) meter.createCounter(name).add(1)
  return (await metrics()).flatMap(({ descriptor }) =>
    descriptor.description === 'selected' ? [descriptor.name] : [],
  )
}

rule('An asterisk matches zero or more characters, as often as it stands there', async (subject) => {
  const names = ['http.server.duration', 'http..duration', 'http.server.size', 'grpc.server.duration']
  expect(await selected(subject, 'http.*duration*', names)).toEqual([
    'http.server.duration',
    'http..duration',
  ])
})

rule('A question mark matches exactly one character', async (subject) => {
  expect(await selected(subject, 'a?c', ['abc', 'ac', 'abbc', 'a.c'])).toEqual(['abc', 'a.c'])
})

rule('Selection by instrument name does not look at case', async (subject) => {
  expect(await selected(subject, 'HTTP.size', ['http.size', 'other'])).toEqual(['http.size'])
})

rule('Selection by the name, version and schema URL of the meter', async (subject) => {
  const schemaUrl = 'https://example.com/1'
  const { provider, result } = subject.start({
    views: [
      {
        meterName: 'a',
        meterVersion: '1',
        meterSchemaUrl: schemaUrl,
        aggregation: { type: AggregationType.DROP },
      },
    ],
  })
  provider.getMeter('a', '1', { schemaUrl }).createCounter('dropped').add(1)
  provider.getMeter('b', '1', { schemaUrl }).createCounter('other.name').add(1)
  provider.getMeter('a', '2', { schemaUrl }).createCounter('other.version').add(1)
  provider
    .getMeter('a', '1', { schemaUrl: `${schemaUrl}/2` })
    .createCounter('other.schema')
    .add(1)
  provider.getMeter('a', '1').createCounter('no.schema').add(1)
  const { resourceMetrics } = await result()
  const names = resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
    metrics.map(({ descriptor }) => descriptor.name),
  )
  expect(names.sort()).toEqual(['no.schema', 'other.name', 'other.schema', 'other.version'])
})

rule('Selection by unit', async (subject) => {
  const { meter, metrics } = subject.start({
    views: [{ instrumentUnit: 'ms', aggregation: { type: AggregationType.DROP } }],
  })
  meter.createHistogram('old', { unit: 'ms' }).record(1)
  meter.createHistogram('new', { unit: 's' }).record(1)
  expect((await metrics()).map(({ descriptor }) => descriptor.name)).toEqual(['new'])
})

rule('Name and description are those of the instrument where the view gives none', async (subject) => {
  const views = [{ instrumentName: 'calls', attributesProcessors: [createAllowListAttributesProcessor([])] }]
  const { meter, metric } = subject.start({ views })
  meter.createCounter('calls', { description: 'Calls' }).add(1)
  expect((await metric('calls')).descriptor).toMatchObject({ name: 'calls', description: 'Calls' })
})

rule('A view renames and describes the metric', async (subject) => {
  const { meter, metric } = subject.start({
    views: [{ instrumentName: 'calls', name: 'requests', description: 'All' }],
  })
  meter.createCounter('calls', { unit: '1' }).add(1)
  expect((await metric('requests')).descriptor).toMatchObject({ description: 'All', unit: '1' })
})

rule('Attributes that are not in the list are ignored, their measurements aggregated', async (subject) => {
  const views = [
    { instrumentName: 'calls', attributesProcessors: [createAllowListAttributesProcessor(['status'])] },
  ]
  const { meter, point } = subject.start({ views })
  const counter = meter.createCounter('calls')
  counter.add(1, { status: 200, user: 'a' })
  counter.add(2, { user: 'b', status: 200 })
  const { attributes, value } = await point('calls')
  expect([attributes, value]).toEqual([{ status: 200 }, 3])
})

rule('An instrument that no view selects has its default aggregation', async (subject) => {
  const { meter, point } = subject.start({ views: [{ instrumentName: 'other', name: 'renamed' }] })
  meter.createCounter('calls').add(1)
  expect(await point('calls')).toMatchObject({ value: 1 })
})

rule('Each view that selects an instrument yields a metric', async (subject) => {
  const { meter, metrics } = subject.start({
    views: [
      { instrumentName: 'wait', name: 'wait.sum', aggregation: { type: AggregationType.SUM } },
      { instrumentName: 'wait', name: 'wait.last', aggregation: { type: AggregationType.LAST_VALUE } },
    ],
  })
  const histogram = meter.createHistogram('wait')
  histogram.record(1)
  histogram.record(2)
  expect(
    (await metrics()).map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints[0]?.value]),
  ).toEqual([
    ['wait.sum', 3],
    ['wait.last', 2],
  ])
})

rule('Two views that yield the same metric count each measurement once', async (subject) => {
  const { meter, point } = subject.start({ views: [{ instrumentName: 'calls' }, { instrumentName: '*' }] })
  meter.createCounter('calls').add(1)
  expect(await point('calls')).toMatchObject({ value: 1 })
})

rule('A view aggregates into the explicit buckets it gives, whatever the advice', async (subject) => {
  const { meter, point } = subject.start({
    views: [
      {
        instrumentName: 'wait',
        aggregation: {
          type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
          options: { boundaries: [1, 10], recordMinMax: false },
        },
      },
    ],
  })
  meter.createHistogram('wait', { advice: { explicitBucketBoundaries: [7] } }).record(5)
  const { value } = await point('wait')
  expect(value).toMatchObject({ buckets: { boundaries: [1, 10], counts: [0, 1, 0] } })
  expect(value).not.toHaveProperty('min', expect.any(Number))
})

rule('A sum is not filled for a histogram of an instrument that records negative values', async (subject) => {
  const options = { boundaries: [0] }
  const aggregation = { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM as const, options }
  const { meter, point } = subject.start({ views: [{ instrumentName: 'queued', aggregation }] })
  meter.createUpDownCounter('queued').add(-5)
  const { value } = await point('queued')
  expect(value).toMatchObject({ count: 1, min: -5, max: -5 })
  expect(value).not.toHaveProperty('sum', expect.any(Number))
})

rule(
  'An asynchronous instrument cannot have a histogram: a warning, as if the view did not exist',
  async (subject) => {
    const { meter, point } = subject.start({
      views: [
        {
          instrumentName: 'temperature',
          aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [0] } },
        },
      ],
    })
    const warnings = await warningsOf(() => {
      meter.createObservableGauge('temperature').addCallback((observed) => observed.observe(20))
    })
    expect(await point('temperature')).toMatchObject({ value: 20 })
    expect(warnings).not.toEqual([])
  },
)

const EXPONENTIAL = { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const

rule('Exponential histogram: the maximum scale is used for a single measurement', async (subject) => {
  const { meter, point } = subject.start({ views: [{ instrumentName: 'wait', aggregation: EXPONENTIAL }] })
  meter.createHistogram('wait').record(3)
  expect(await point('wait')).toMatchObject({
    value: {
      scale: 20,
      count: 1,
      positive: { bucketCounts: [1] },
      negative: { bucketCounts: [] },
      zeroCount: 0,
    },
  })
})

rule('Exponential histogram: all normal values are handled, subnormal ones too', async (subject) => {
  const { meter, point } = subject.start({ views: [{ instrumentName: 'wait', aggregation: EXPONENTIAL }] })
  const histogram = meter.createHistogram('wait')
  for (const value of [0, Number.MIN_VALUE, 2 ** -1022, 1, Number.MAX_VALUE]) histogram.record(value)
  const { value } = await point('wait')
  expect(value).toMatchObject({ count: 5, zeroCount: 1, min: 0, max: Number.MAX_VALUE })
  const { positive } = value as { positive: { bucketCounts: number[] } }
  expect(positive.bucketCounts.reduce((a, b) => a + b, 0)).toBe(4)
})

rule('Exponential histogram: the ideal scale is kept, with at most 160 buckets a side', async (subject) => {
  const { meter, point } = subject.start({ views: [{ instrumentName: 'wait', aggregation: EXPONENTIAL }] })
  const histogram = meter.createHistogram('wait')
  for (let i = 2; i <= 1000; i++) histogram.record(i)
  const { scale, positive } = (await point('wait')).value as {
    scale: number
    positive: { offset: number; bucketCounts: number[] }
  }
  // Nine powers of two in 160 buckets: 16 buckets each, that is 2^4; 2^5 would be too many.
  expect(scale).toBe(4)
  expect(positive.bucketCounts.length).toBeLessThanOrEqual(160)
  expect(positive.bucketCounts[0]).toBe(1)
  expect(positive.offset).toBe(15)
})

rule('Exponential histogram: the maximum size is configurable', async (subject) => {
  const { meter, point } = subject.start({
    views: [{ instrumentName: 'wait', aggregation: { ...EXPONENTIAL, options: { maxSize: 4 } } }],
  })
  const histogram = meter.createHistogram('wait')
  for (const value of [1, 2, 4, 8, 16]) histogram.record(value)
  expect(await point('wait')).toMatchObject({
    value: { scale: -1, positive: { offset: -1, bucketCounts: [1, 2, 2] } },
  })
})

rule(
  'Observations that differ only in ignored attributes are added up where the metric is a sum',
  async (subject) => {
    const views = [
      { instrumentName: 'bytes', attributesProcessors: [createAllowListAttributesProcessor([])] },
    ]
    const { meter, point } = subject.start({ views })
    meter.createObservableCounter('bytes').addCallback((observed) => {
      observed.observe(1, { device: 'a' })
      observed.observe(2, { device: 'b' })
    })
    expect(await point('bytes')).toMatchObject({ value: 3 })
  },
)
