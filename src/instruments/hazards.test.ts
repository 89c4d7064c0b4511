import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Attributes, MetricOptions } from '@opentelemetry/api'
import { describe, expect, it } from 'vitest'
import { PlainReader, start } from '../../test/instruments/harness.ts'
import { droppedMeasurements } from '../guard/index.ts'

/** How many measurements were dropped while `work` ran, by reason. */
function dropped(work: () => void): Record<string, number> {
  const before = new Map(droppedMeasurements())
  work()
  const more = [...droppedMeasurements()].map(
    ([reason, count]) => [reason, count - (before.get(reason) ?? 0)] as const,
  )
  return Object.fromEntries(more.filter(([, count]) => count > 0))
}

const circular: Record<string, unknown> = {}
circular.self = circular

const thrower = () => {
  throw new Error('hostile')
}

/** Things that are no attributes, wholly or in part. */
const hostileAttributes: Array<[string, unknown]> = [
  ['a BigInt value', { a: 1n }],
  ['a circular value', circular],
  ['a throwing getter', Object.defineProperty({}, 'a', { get: thrower, enumerable: true })],
  [
    'a proxy that throws at everything',
    new Proxy({}, { get: thrower, ownKeys: thrower, has: thrower, getOwnPropertyDescriptor: thrower }),
  ],
  ['a revoked proxy', revoked()],
  ['a symbol value', { a: Symbol('s') }],
  ['a symbol key', { [Symbol('s')]: 1 }],
  ['null', null],
  ['a null value', { a: null }],
  ['a text', 'text'],
  ['a BigInt', 1n],
  ['a symbol', Symbol('s')],
  ['a function', thrower],
  ['an array', [1, 2]],
  ['an object without prototype', Object.create(null)],
  ['an object as value', { a: { toString: thrower, toJSON: thrower } }],
  ['an array that throws', { a: new Proxy([1], { get: thrower }) }],
  ['a very long text', { a: 'x'.repeat(1_000_000) }],
]

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** Things that are no measurements. */
const hostileValues: Array<[string, unknown, string]> = [
  ['NaN', NaN, 'not_a_number'],
  ['Infinity', Infinity, 'infinite'],
  ['-Infinity', -Infinity, 'negative'],
  ['a negative number', -1, 'negative'],
  ['a text', '5', 'not_a_number'],
  ['a BigInt', 5n, 'not_a_number'],
  ['null', null, 'not_a_number'],
  ['undefined', undefined, 'not_a_number'],
  ['an object that throws', { valueOf: thrower }, 'not_a_number'],
  ['a symbol', Symbol('s'), 'not_a_number'],
  ['an array', [5], 'not_a_number'],
]

const views = [
  {
    instrumentName: 'filtered',
    attributesProcessors: [{ process: ({ drop: _, ...kept }: Attributes) => kept }],
  },
  { instrumentName: 'exponential', aggregation: { type: 5 } },
  { instrumentName: 'last', aggregation: { type: 3 } },
  { instrumentName: 'twice', name: 'twice.a' },
  { instrumentName: 'twice', name: 'twice.b' },
]

/** Instruments whose measurements may not be negative, of every aggregation. */
function growing() {
  const { meter, reader } = start({ views })
  const counter = (name: string, valueType?: number) => {
    const instrument = meter.createCounter(name, valueType === undefined ? {} : { valueType })
    return {
      name,
      record: instrument.add.bind(instrument),
      bind: (a: Attributes) => instrument.bind(a).add.bind(instrument.bind(a)),
    }
  }
  const histogram = (name: string) => {
    const instrument = meter.createHistogram(name)
    return {
      name,
      record: instrument.record.bind(instrument),
      bind: (a: Attributes) => instrument.bind(a).record.bind(instrument.bind(a)),
    }
  }
  const instruments = [
    counter('counter'),
    counter('integer', 0),
    counter('filtered'),
    counter('last'),
    histogram('histogram'),
    histogram('exponential'),
  ]
  return { instruments, reader, meter }
}

describe('instrument options that are none', () => {
  it.each([
    ['null', null],
    ['a text', 'text'],
    ['a throwing getter', Object.defineProperty({}, 'unit', { get: thrower, enumerable: true })],
    ['advice that is none', { advice: 5 }],
    ['boundaries that throw', { advice: { explicitBucketBoundaries: new Proxy([1], { get: thrower }) } }],
    ['boundaries of BigInts', { advice: { explicitBucketBoundaries: [1n] } }],
    ['boundaries that are no array', { advice: { explicitBucketBoundaries: circular } }],
    ['an idle time that has no text', { idleMillis: Object.create(null) }],
  ])('%s: the instrument records with its defaults, and nothing is thrown', async (_, options) => {
    const { meter, reader } = start()
    const create = () => meter.createHistogram('wait', options as MetricOptions)
    create().record(7)
    create().record(7)
    const [point] = await reader.points('wait')
    expect(point?.value).toMatchObject({
      count: 2,
      buckets: { boundaries: expect.arrayContaining([10_000]) },
    })
  })
})

describe('attributes that are none', () => {
  it.each(hostileAttributes)('%s: the measurement is kept, and nothing thrown', async (_, attributes) => {
    const { instruments, reader } = growing()
    for (const { record, bind } of instruments) {
      record(1, attributes as Attributes)
      record(1, attributes as Attributes)
      bind(attributes as Attributes)(1)
    }
    const metrics = await reader.metrics()
    expect(metrics).toHaveLength(instruments.length)
    for (const { descriptor, dataPoints } of metrics) {
      const counts = dataPoints.map(({ value }) => (typeof value === 'number' ? value : value.count))
      const total = counts.reduce((a, b) => a + b, 0)
      expect([descriptor.name, total]).toEqual([
        descriptor.name,
        descriptor.name === 'last' ? dataPoints.length : 3,
      ])
    }
  })
})

describe('values that are none', () => {
  it.each(hostileValues)('%s is dropped and counted, and the series goes on', async (_, value, reason) => {
    const { instruments, reader } = growing()
    for (const { record, bind } of instruments) {
      const bound = bind({ a: 1 })
      bound(2)
      expect(dropped(() => bound(value as number))).toEqual({ [reason]: 1 })
      expect(dropped(() => record(value as number, { a: 1 }))).toEqual({ [reason]: 1 })
      expect(dropped(() => record(value as number, { new: 'series' }))).toEqual({ [reason]: 1 })
      record(2, { a: 1 })
    }
    for (const { descriptor, dataPoints } of await reader.metrics()) {
      const [point, ...others] = dataPoints
      expect([descriptor.name, others]).toEqual([descriptor.name, []])
      const expected = descriptor.name === 'last' ? 2 : 4
      expect(point?.value).toEqual(
        typeof point?.value === 'number' ? expected : expect.objectContaining({ count: 2, sum: 4 }),
      )
    }
  })

  it('up-down counters and gauges take negative numbers, and drop only what is no finite number', async () => {
    const { meter, reader } = start()
    const upDown = meter.createUpDownCounter('upDown')
    const gauge = meter.createGauge('gauge')
    upDown.add(-2)
    gauge.record(-2)
    const counts = dropped(() => {
      for (const value of [NaN, Infinity, -Infinity, 'x', 1n]) {
        upDown.add(value as number)
        gauge.record(value as number)
      }
    })
    expect(counts).toEqual({ not_a_number: 6, infinite: 4 })
    expect([await reader.values('upDown'), await reader.values('gauge')]).toEqual([[[{}, -2]], [[{}, -2]]])
  })

  it('a view that fails costs attributes, not the measurement', async () => {
    const failing = [{ instrumentName: 'calls', attributesProcessors: [{ process: thrower }] }]
    const { meter, reader } = start({ views: failing })
    meter.createCounter('calls').add(1, { a: 1 })
    meter.createCounter('calls').bind({ a: 1 }).add(2)
    expect(await reader.values('calls')).toEqual([[{}, 3]])
  })
})

describe('hazards of the official SDK', () => {
  it('two readers do not double the cost of a record: attributes are read once', () => {
    const readsWith = (count: number) => {
      let reads = 0
      const { meter } = start({ readers: Array.from({ length: count }, () => new PlainReader()) })
      const counter = meter.createCounter('calls')
      counter.add(1, { a: 1 })
      const watched = {
        get a() {
          reads++
          return 1
        },
      }
      for (let i = 0; i < 100; i++) counter.add(1, watched)
      return reads
    }
    expect(readsWith(1)).toBe(100)
    expect(readsWith(3)).toBe(100)
  })

  it('the caller may reuse its attributes object', async () => {
    const { meter, reader } = start()
    const counter = meter.createCounter('calls')
    const attributes = { list: ['a'], page: 1 }
    counter.add(1, attributes)
    attributes.list.push('b')
    attributes.page = 2
    expect(await reader.values('calls')).toEqual([[{ list: ['a'], page: 1 }, 1]])
  })

  it('the cardinality limit bounds the life of the process, with delta readers too', async () => {
    const { meter, reader, provider } = start({ cardinalityLimit: 10, readers: [new PlainReader('delta')] })
    const counter = meter.createCounter('calls')
    for (let user = 0; user < 1000; user++) {
      counter.add(1, { user })
      if (user % 50 === 0) await reader.metrics()
    }
    expect(provider.seriesCounts()).toEqual([
      { instrument: 'calls', scope: 'test', series: 11, overflowed: 990 },
    ])
  })

  it('a reader that never collects holds nothing back, and neither does a limit that is exceeded', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const collecting = new PlainReader('delta')
    const { meter } = start({
      readers: [new PlainReader('delta'), collecting, new PlainReader()],
      cardinalityLimit: 100,
    })
    const counter = meter.createCounter('calls')
    const histogram = meter.createHistogram('wait')
    const load = async (round: number) => {
      for (let i = 0; i < 20_000; i++) {
        counter.add(1, { user: `${round}-${i}`, [`key${i % 1000}`]: i })
        histogram.record(i, { user: i % 50 })
      }
      await collecting.metrics()
    }
    await load(0)
    collectGarbage()
    const before = process.memoryUsage()
    for (let round = 1; round <= 5; round++) await load(round)
    collectGarbage()
    const after = process.memoryUsage()
    const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
    // A series kept for each of the 100,000 sets would be tens of megabytes.
    expect(grown).toBeLessThan(3_000_000)
  })
})
