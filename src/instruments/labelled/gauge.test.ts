import type { Attributes } from '@opentelemetry/api'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { beforeEach, describe, expect, it } from 'vitest'
import { meterProviders, type Recording, record } from '../../../test/domains/recording.ts'
import { swallowedErrors } from '../../guard/index.ts'
import { LabelledMeter } from './index.ts'
import type { MetricDeclaration } from './types.ts'

const depth: MetricDeclaration = {
  type: 'gauge',
  name: 'depth',
  description: 'Items in the queue',
  unit: '',
  labels: [
    { key: 'queue', attribute: 'queue' },
    { key: 'worker', attribute: false },
  ],
}

describe.each(meterProviders)('labelled gauges on %s', (provider) => {
  let recording: Recording
  let meter: LabelledMeter
  const samples = async () => Object.fromEntries(await recording.samples())

  beforeEach(() => {
    recording = record(provider)
    meter = new LabelledMeter({ scope: { name: 'test' }, meterProvider: recording.meterProvider })
  })

  it('report the last value at every collection', async () => {
    const gauge = meter.gauge({ ...depth, labels: [{ key: 'queue', attribute: 'queue' }] })
    gauge.record(3, { queue: 'a' })
    gauge.bind({ queue: 'a' }).record(5)
    expect(await samples()).toEqual({ 'depth{queue="a"}': 5 })
    expect(await samples()).toEqual({ 'depth{queue="a"}': 5 })
  })

  it('sum what differs only in a dropped label', async () => {
    const gauge = meter.gauge(depth)
    gauge.record(3, { queue: 'a', worker: '1' })
    gauge.record(4, { queue: 'a', worker: '2' })
    gauge.record(5, { queue: 'a', worker: '1' })
    expect(await samples()).toEqual({ 'depth{queue="a"}': 9 })
  })

  it('take the greatest value where they are joined by max', async () => {
    const gauge = meter.gauge({ ...depth, join: 'max' })
    gauge.record(3, { queue: 'a', worker: '1' })
    gauge.record(-4, { queue: 'a', worker: '2' })
    using _observer = gauge.observe({ queue: 'a', worker: '3' }, () => 7)
    expect(await samples()).toEqual({ 'depth{queue="a"}': 7 })
  })

  it('read an observed value at collection, and join several observers of one series', async () => {
    let size = 1
    const gauge = meter.gauge(depth)
    using _first = gauge.observe({ queue: 'a', worker: '1' }, () => size)
    using _second = gauge.observe({ queue: 'a', worker: '1' }, () => 10)
    expect(await samples()).toEqual({ 'depth{queue="a"}': 11 })
    size = 5
    expect(await samples()).toEqual({ 'depth{queue="a"}': 15 })
  })

  it('lose only the series whose observer throws or says nothing', async () => {
    const gauge = meter.gauge(depth)
    const before = swallowedErrors().get('gauge observer') ?? 0
    using _throws = gauge.observe({ queue: 'a', worker: '1' }, () => {
      throw new Error('gone')
    })
    using _silent = gauge.observe({ queue: 'b', worker: '1' }, () => undefined)
    using _wrong = gauge.observe({ queue: 'c', worker: '1' }, () => 'many' as never)
    using _good = gauge.observe({ queue: 'd', worker: '1' }, () => 1)
    expect(await samples()).toEqual({ 'depth{queue="d"}': 1 })
    expect((swallowedErrors().get('gauge observer') ?? 0) - before).toBe(1)
  })

  it('wait for an observer that has to ask elsewhere, beside one that knows at once', async () => {
    const gauge = meter.gauge(depth)
    using _near = gauge.observe({ queue: 'a', worker: '1' }, () => 1)
    using _far = gauge.observe({ queue: 'a', worker: '2' }, async () => 10)
    using _silent = gauge.observe({ queue: 'b', worker: '1' }, async () => undefined)
    expect(await samples()).toEqual({ 'depth{queue="a"}': 11 })
  })

  it('lose only the series whose observer is rejected, or does not come back; it is not asked a second time', async () => {
    const gauge = meter.gauge(depth)
    const before = swallowedErrors().get('gauge observer') ?? 0
    let asked = 0
    let answer: (depth: number) => void = () => {}
    using _rejected = gauge.observe({ queue: 'a', worker: '1' }, () => Promise.reject(new Error('gone')))
    using _hanging = gauge.observe({ queue: 'b', worker: '1' }, () => {
      asked++
      return new Promise<number>((resolve) => {
        answer = resolve
      })
    })
    using _good = gauge.observe({ queue: 'c', worker: '1' }, () => 1)
    expect(await samples()).toEqual({ 'depth{queue="c"}': 1 })
    expect(await samples()).toEqual({ 'depth{queue="c"}': 1 })
    expect(asked).toBe(1)
    // Rejected at both collections, late at the first.
    expect((swallowedErrors().get('gauge observer') ?? 0) - before).toBe(3)
    answer(7)
    await new Promise((resolve) => setImmediate(resolve))
    await samples()
    expect(asked).toBe(2)
  })

  it('set entities as a whole: repeated ones are joined, bad ones left out', async () => {
    const gauge = meter.gauge(depth)
    gauge.setAll([
      [{ queue: 'a', worker: '1' }, 1],
      [{ queue: 'a', worker: '1' }, 2],
      [{ queue: 'a', worker: '2' }, 4],
      [{ queue: 'b', worker: '1' }, Number.NaN],
    ])
    expect(await samples()).toEqual({ 'depth{queue="a"}': 7 })
    gauge.setAll([[{ queue: 'a', worker: '2' }, 3]])
    expect(await samples()).toEqual({ 'depth{queue="a"}': 3 })
  })

  it('keep what was set when the new entries cannot be read', async () => {
    const gauge = meter.gauge(depth)
    gauge.setAll([[{ queue: 'a', worker: '1' }, 1]])
    function* broken(): Generator<[{ queue: string; worker: string }, number]> {
      yield [{ queue: 'a', worker: '1' }, 2]
      throw new Error('the database is down')
    }
    gauge.setAll(broken())
    gauge.setAll(undefined as never)
    gauge.setAll([7] as never)
    expect(await samples()).toEqual({ 'depth{queue="a"}': 1 })
  })
})

/** The official SDK keeps cumulative gauges for ever; with delta temporality it, too, shows what is there. */
describe.each(meterProviders)('labelled gauges that go, on %s', (provider) => {
  class Reader extends MetricReader {
    constructor() {
      super({ aggregationTemporalitySelector: () => 0 })
    }
    protected override async onShutdown(): Promise<void> {}
    protected override async onForceFlush(): Promise<void> {}
  }
  const reader = () => new Reader()
  let collect: () => Promise<Record<string, unknown>>
  let meter: LabelledMeter

  beforeEach(() => {
    const delta = reader()
    const official = new MeterProvider({ readers: [delta] })
    const recording = provider === 'BoundMeterProvider' ? record(provider) : undefined
    meter = new LabelledMeter({
      scope: { name: 'test' },
      meterProvider: recording?.meterProvider ?? official,
    })
    collect = async () => {
      const metrics = recording
        ? await recording.metrics()
        : (await delta.collect()).resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
      const points = metrics.flatMap(
        (metric): { attributes: Attributes; value: unknown }[] => metric.dataPoints,
      )
      return Object.fromEntries(points.map((point) => [String(point.attributes.queue), point.value]))
    }
  })

  it('are gone from the next collection once removed, and start anew when recorded again', async () => {
    const gauge = meter.gauge(depth)
    const bound = gauge.bind({ queue: 'a', worker: '1' })
    bound.record(1)
    gauge.record(2, { queue: 'b', worker: '1' })
    expect(await collect()).toEqual({ a: 1, b: 2 })
    expect(gauge.remove({ queue: 'a', worker: '1' })).toBe(true)
    expect(gauge.remove({ queue: 'a', worker: '1' })).toBe(false)
    expect(await collect()).toEqual({ b: 2 })
    bound.record(3)
    expect(await collect()).toEqual({ a: 3, b: 2 })
  })

  it('are gone when they are missing from `setAll`, observers stay', async () => {
    const gauge = meter.gauge(depth)
    gauge.record(1, { queue: 'a', worker: '1' })
    const observer = gauge.observe({ queue: 'o', worker: '1' }, () => 9)
    gauge.setAll([[{ queue: 'b', worker: '1' }, 2]])
    expect(await collect()).toEqual({ b: 2, o: 9 })
    observer[Symbol.dispose]()
    gauge.setAll([])
    expect(await collect()).toEqual({})
  })

  it('are replaced only within the labels that are fixed', async () => {
    const gauge = meter.gauge(depth)
    gauge.record(1, { queue: 'a', worker: '1' })
    gauge.record(2, { queue: 'a', worker: '2' })
    gauge.record(3, { queue: 'b', worker: '1' })
    gauge.with({ worker: '1' }).setAll([[{ queue: 'c' }, 5]])
    expect(await collect()).toEqual({ a: 2, c: 5 })
  })

  it('stay within the limit of series: past it there is one overflow series', async () => {
    const gauge = meter.gauge(depth)
    for (let index = 0; index < 2_500; index++) gauge.record(index, { queue: `q${index}`, worker: '1' })
    const collected = await collect()
    // The overflow series has no queue: it is the one that comes out as 'undefined'.
    expect(collected.undefined).toBe(2_499)
    expect(Object.keys(collected).length).toBeLessThanOrEqual(2_001)
    expect(collected.q0).toBe(0)
    gauge.setAll([])
    expect(await collect()).toEqual({})
  })

  it('leave no overflow behind when there is room again', async () => {
    const gauge = meter.gauge(depth).with({ worker: '1' })
    const all = Array.from({ length: 2_500 }, (_, index) => [{ queue: `q${index}` }, index] as const)
    gauge.setAll(all)
    gauge.setAll(all)
    // Those from 2,000 on, each once.
    expect((await collect()).undefined).toBe(1_124_750)
    gauge.setAll([[{ queue: 'q0' }, 7]])
    expect(await collect()).toEqual({ q0: 7 })
  })
})
