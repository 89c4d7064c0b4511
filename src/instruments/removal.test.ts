import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inSpan } from '../../test/conformance/spans.ts'
import { PlainReader, start } from '../../test/instruments/harness.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a series that was removed', () => {
  it('is gone from the next collection, and only it', async () => {
    const { meter, reader } = start()
    const counter = meter.createCounter('calls')
    counter.add(1, { page: 'a' })
    counter.add(2, { page: 'b' })
    expect(counter.remove({ page: 'a' })).toBe(true)
    expect(counter.remove({ page: 'a' })).toBe(false)
    expect(counter.remove({ page: 'never' })).toBe(false)
    expect(await reader.values('calls')).toEqual([[{ page: 'b' }, 2]])
  })

  it('starts anew with its next record, with a new start time', async () => {
    const { meter, reader } = start()
    const counter = meter.createCounter('calls')
    counter.add(5)
    const [before] = await reader.points('calls')
    vi.setSystemTime(1_005_000)
    counter.remove()
    counter.add(1)
    const [after] = await reader.points('calls')
    expect([before?.value, after?.value]).toEqual([5, 1])
    expect([before?.startTime, after?.startTime]).toEqual([
      [1000, 0],
      [1005, 0],
    ])
  })

  it.each(['counter', 'upDown', 'gauge', 'histogram', 'exponential'])(
    'starts anew through a bound handle of a %s',
    async (kind) => {
      const views = [{ instrumentName: 'exponential', aggregation: { type: 5 } }]
      const { meter, reader } = start({ views })
      const instrument =
        kind === 'counter'
          ? meter.createCounter(kind)
          : kind === 'upDown'
            ? meter.createUpDownCounter(kind)
            : kind === 'gauge'
              ? meter.createGauge(kind)
              : meter.createHistogram(kind)
      const bound = instrument.bind({ a: 1 })
      const record = (value: number) =>
        'add' in bound && kind !== 'gauge' ? bound.add(value) : 'record' in bound && bound.record(value)
      for (let round = 1; round <= 3; round++) {
        record(4)
        record(4)
        const [point] = await reader.points(kind)
        const expected =
          kind === 'gauge' ? 4 : kind === 'histogram' || kind === 'exponential' ? { count: 2, sum: 8 } : 8
        expect(point?.value).toEqual(
          typeof expected === 'number' ? expected : expect.objectContaining(expected),
        )
        instrument.remove({ a: 1 })
        expect(await reader.points(kind)).toEqual([])
      }
    },
  )

  it('is shared again by old handles, new handles and unbound calls', async () => {
    const { meter, reader } = start()
    const counter = meter.createCounter('calls')
    const old = counter.bind({ a: 1 })
    old.add(100)
    counter.remove({ a: 1 })
    counter.add(1, { a: 1 })
    old.add(2)
    counter.bind({ a: 1 }).add(4)
    old.add(8)
    expect(await reader.values('calls')).toEqual([[{ a: 1 }, 15]])
    counter.remove({ a: 1 })
    old.add(16)
    counter.add(32, { a: 1 })
    expect(await reader.values('calls')).toEqual([[{ a: 1 }, 48]])
  })

  it('gives its place to another series without mixing numbers, for delta readers too', async () => {
    const delta = new PlainReader('delta')
    const { meter, reader } = start({ readers: [new PlainReader(), delta] })
    const histogram = meter.createHistogram('wait')
    const old = histogram.bind({ page: 'a' })
    old.record(7)
    await delta.points('wait')
    histogram.remove({ page: 'a' })
    histogram.record(3, { page: 'b' })
    old.record(1)
    const values = [
      [{ page: 'b' }, expect.objectContaining({ count: 1, sum: 3, min: 3, max: 3 })],
      [{ page: 'a' }, expect.objectContaining({ count: 1, sum: 1, min: 1, max: 1 })],
    ]
    expect(await delta.values('wait')).toEqual(values)
    expect(await reader.values('wait')).toEqual(values)
  })

  it('leaves no exemplar behind', async () => {
    const { meter, reader } = start()
    const counter = meter.createCounter('calls')
    inSpan((context) => counter.add(1, { user: 'a' }, context))
    counter.remove({ user: 'a' })
    counter.add(1, { user: 'b' })
    expect((await reader.points('calls')).map(({ exemplars }) => exemplars)).toEqual([undefined])
  })

  it('leaves no exemplar to itself when it starts anew', async () => {
    const { meter, reader } = start()
    const counter = meter.createCounter('calls')
    const bound = counter.bind()
    inSpan((context) => bound.add(1, context))
    counter.remove()
    bound.add(1)
    expect((await reader.points('calls')).map(({ exemplars }) => exemplars)).toEqual([undefined])
  })

  it('stays in the overflow series, if that is where it started anew', async () => {
    const { meter, reader } = start({ cardinalityLimit: 1 })
    const counter = meter.createCounter('calls')
    const bound = counter.bind({ user: 1 })
    bound.add(1)
    counter.remove({ user: 1 })
    counter.add(1, { user: 2 })
    bound.add(1)
    counter.remove({ user: 2 })
    bound.add(1)
    expect(await reader.values('calls')).toEqual([[{ 'otel.metric.overflow': true }, 2]])
  })

  it('makes room under the limit; one in overflow stays there', async () => {
    const { meter, reader } = start({ cardinalityLimit: 1 })
    const counter = meter.createCounter('calls')
    const first = counter.bind({ user: 1 })
    const second = counter.bind({ user: 2 })
    first.add(1)
    second.add(1)
    counter.remove({ user: 1 })
    second.add(1)
    counter.add(1, { user: 3 })
    first.add(1)
    expect(await reader.values('calls')).toEqual([
      [{ user: 3 }, 1],
      [{ 'otel.metric.overflow': true }, 3],
    ])
  })

  it('may be the overflow series', async () => {
    const { meter, reader } = start({ cardinalityLimit: 0 })
    const counter = meter.createCounter('calls')
    const bound = counter.bind({ user: 1 })
    bound.add(1)
    expect(counter.remove({ 'otel.metric.overflow': true })).toBe(true)
    expect(await reader.points('calls')).toEqual([])
    bound.add(2)
    expect(await reader.values('calls')).toEqual([[{ 'otel.metric.overflow': true }, 2]])
  })
})

describe('a series without a record', () => {
  it('expires after the idle time, where asked, and starts anew', async () => {
    const { meter, reader } = start()
    const expiring = meter.createCounter('expiring', { idleMillis: 1000 })
    const staying = meter.createCounter('staying')
    const bound = expiring.bind({ user: 1 })
    bound.add(1)
    expiring.add(1, { user: 2 })
    staying.add(1)
    await reader.metrics()
    vi.setSystemTime(1_000_900)
    bound.add(1)
    await reader.metrics()
    vi.setSystemTime(1_001_500)
    expect(await reader.values('expiring')).toEqual([[{ user: 1 }, 2]])
    vi.setSystemTime(1_010_000)
    expect(await reader.values('expiring')).toEqual([])
    expect(await reader.values('staying')).toEqual([[{}, 1]])
    bound.add(7)
    expect(await reader.values('expiring')).toEqual([[{ user: 1 }, 7]])
  })

  it('waits for a delta reader that has yet to read it', async () => {
    const delta = new PlainReader('delta')
    const { meter, reader } = start({ readers: [new PlainReader(), delta], idleMillis: 1000 })
    const counter = meter.createCounter('calls')
    counter.add(1)
    await delta.metrics()
    counter.add(2)
    await reader.metrics()
    vi.setSystemTime(1_100_000)
    await reader.metrics()
    expect(await delta.values('calls')).toEqual([[{}, 2]])
    vi.setSystemTime(1_200_000)
    expect(await reader.values('calls')).toEqual([])
  })

  it('does not wait for a delta reader where nothing was recorded', async () => {
    const delta = new PlainReader('delta')
    const { meter, provider } = start({ readers: [delta], idleMillis: 1000 })
    meter.createCounter('calls').bind({ user: 1 })
    await delta.metrics()
    vi.setSystemTime(1_100_000)
    await delta.metrics()
    expect(provider.seriesCounts()).toMatchObject([{ instrument: 'calls', series: 0 }])
  })

  it('gives way when the limit is reached', async () => {
    const { meter, reader } = start({ cardinalityLimit: 2, idleMillis: 1000 })
    const counter = meter.createCounter('calls')
    counter.add(1, { user: 1 })
    counter.add(1, { user: 2 })
    await reader.metrics()
    vi.setSystemTime(1_002_000)
    counter.add(1, { user: 3 })
    expect(await reader.values('calls')).toEqual([[{ user: 3 }, 1]])
  })
})
