import { expect } from 'vitest'
import { section } from '../rule.ts'
import { warningsOf } from '../subject.ts'

const { rules, rule } = section('Instruments')

export { rules as instrumentRules }

rule('A meter of the same name, version and schema URL is the same meter', async (subject) => {
  const { provider, point } = subject.start()
  provider.getMeter('library', '1', { schemaUrl: 'https://example.com' }).createCounter('calls').add(1)
  provider.getMeter('library', '1', { schemaUrl: 'https://example.com' }).createCounter('calls').add(2)
  expect(await point('calls')).toMatchObject({ value: 3 })
})

rule(
  'The instrumentation scope of a metric is the name, version and schema URL of its meter',
  async (subject) => {
    const { provider, result } = subject.start()
    provider.getMeter('library', '1', { schemaUrl: 'https://example.com' }).createCounter('calls').add(1)
    const { resourceMetrics } = await result()
    expect(resourceMetrics.scopeMetrics.map(({ scope }) => scope)).toEqual([
      { name: 'library', version: '1', schemaUrl: 'https://example.com' },
    ])
  },
)

rule('An invalid meter name is warned of, and a working meter returned all the same', async (subject) => {
  const { provider, point } = subject.start()
  const warnings = await warningsOf(() => provider.getMeter('').createCounter('calls').add(1))
  expect(await point('calls')).toMatchObject({ value: 1 })
  expect(warnings).not.toEqual([])
})

rule('After shutdown, a meter is a valid no-op meter', async (subject) => {
  const { provider } = subject.start()
  await provider.shutdown()
  expect(() => provider.getMeter('late').createCounter('calls').add(1)).not.toThrow()
})

rule('An instrument name outside the syntax is warned of', async (subject) => {
  const { meter } = subject.start()
  for (const name of ['', '1st', 'with space', 'é', 'a'.repeat(256)]) {
    expect(await warningsOf(() => void meter.createCounter(name)), name).not.toEqual([])
  }
})

rule('An instrument name has up to 255 letters, digits, and _ . - /', async (subject) => {
  const { meter } = subject.start()
  for (const name of ['A', 'a_b.c-d/e0', 'a'.repeat(255)]) {
    expect(await warningsOf(() => void meter.createCounter(name)), name).toEqual([])
  }
})

rule('A unit or description that is not given is empty', async (subject) => {
  const { meter, metric } = subject.start()
  meter.createCounter('calls').add(1)
  expect((await metric('calls')).descriptor).toMatchObject({ unit: '', description: '' })
})

rule('The unit is kept as given, its case included', async (subject) => {
  const { meter, metric } = subject.start()
  meter.createCounter('size', { unit: 'kB{Item}' }).add(1)
  expect((await metric('size')).descriptor.unit).toBe('kB{Item}')
})

rule('A counter is a monotonic sum, and takes no negative increment', async (subject) => {
  const { meter, metric } = subject.start()
  const counter = meter.createCounter('calls')
  counter.add(2)
  counter.add(-1)
  const calls = await metric('calls')
  expect(calls).toMatchObject({ isMonotonic: true })
  expect(calls.dataPoints).toMatchObject([{ value: 2 }])
})

rule('An up-down counter is a sum that is not monotonic', async (subject) => {
  const { meter, metric } = subject.start()
  meter.createUpDownCounter('queued').add(-3)
  const queued = await metric('queued')
  expect(queued).toMatchObject({ isMonotonic: false })
  expect(queued.dataPoints).toMatchObject([{ value: -3 }])
})

rule('A gauge reports the last value', async (subject) => {
  const { meter, point } = subject.start()
  const gauge = meter.createGauge('temperature')
  gauge.record(3)
  gauge.record(-1)
  expect(await point('temperature')).toMatchObject({ value: -1 })
})

rule('A histogram has the default boundaries, upper bounds inclusive', async (subject) => {
  const { meter, point } = subject.start()
  const histogram = meter.createHistogram('wait')
  for (const value of [0, 5, 5.5, 10_001]) histogram.record(value)
  expect(await point('wait')).toMatchObject({
    value: {
      buckets: {
        boundaries: [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000],
        counts: [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      },
      count: 4,
      sum: 10_011.5,
      min: 0,
      max: 10_001,
    },
  })
})

rule('A histogram takes no negative value', async (subject) => {
  const { meter, point } = subject.start()
  const histogram = meter.createHistogram('wait')
  histogram.record(-1)
  histogram.record(1)
  expect(await point('wait')).toMatchObject({ value: { count: 1, sum: 1 } })
})

rule('The advice ExplicitBucketBoundaries is used where no view says otherwise', async (subject) => {
  const { meter, point } = subject.start()
  meter.createHistogram('wait', { advice: { explicitBucketBoundaries: [1, 2] } }).record(1.5)
  expect(await point('wait')).toMatchObject({ value: { buckets: { boundaries: [1, 2], counts: [0, 1, 0] } } })
})

rule('The order of attributes does not matter', async (subject) => {
  const { meter, point } = subject.start()
  const counter = meter.createCounter('calls')
  counter.add(1, { a: 1, b: 2 })
  counter.add(2, { b: 2, a: 1 })
  expect(await point('calls')).toMatchObject({ value: 3, attributes: { a: 1, b: 2 } })
})

rule('Attribute values of different types are different', async (subject) => {
  const { meter, points } = subject.start()
  const counter = meter.createCounter('calls')
  for (const value of [1, '1', true, 'true', ['1'], [1]]) counter.add(1, { value })
  expect(await points('calls')).toHaveLength(6)
})

rule('A caller may change its attributes object after the call', async (subject) => {
  const { meter, points } = subject.start()
  const counter = meter.createCounter('calls')
  const attributes = { page: 'a' }
  counter.add(1, attributes)
  attributes.page = 'b'
  counter.add(2, attributes)
  expect((await points('calls')).map(({ attributes: own, value }) => [own.page, value])).toEqual([
    ['a', 1],
    ['b', 2],
  ])
})

rule('API calls do not throw, whatever the attributes', async (subject) => {
  const { meter } = subject.start()
  const counter = meter.createCounter('calls')
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const hostile: unknown[] = [
    { big: 1n },
    circular,
    {
      get bad() {
        throw new Error('unreadable')
      },
    },
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no keys')
        },
      },
    ),
    { symbol: Symbol('s') },
    null,
    'text',
  ]
  for (const attributes of hostile) counter.add(1, attributes as never)
})

rule('API calls do not throw, whatever the value', async (subject) => {
  const { meter } = subject.start()
  const counter = meter.createCounter('calls')
  const histogram = meter.createHistogram('wait')
  for (const value of [1n, 'text', {}, null, undefined, Symbol('s'), NaN, Infinity]) {
    counter.add(value as never)
    histogram.record(value as never)
  }
})

rule('One measurement that is not finite does not spoil the series', async (subject) => {
  const { meter, point } = subject.start()
  const counter = meter.createCounter('calls')
  for (const value of [1, NaN, Infinity, 2]) counter.add(value)
  expect(await point('calls')).toMatchObject({ value: 3 })
})
