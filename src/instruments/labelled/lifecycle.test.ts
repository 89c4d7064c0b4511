import { metrics } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { meterProviders, record } from '../../../test/domains/recording.ts'
import { droppedMeasurements } from '../../guard/index.ts'
import { attachMeters, detachMeters, disableMeters, LabelledMeter } from './index.ts'

const notStarted = () => droppedMeasurements().get('not_started') ?? 0
let names = 0
/** Metrics without a provider share a registry, so each test takes names of its own. */
const make = () => {
  const meter = new LabelledMeter({ scope: { name: 'late' } })
  const name = `late_${names++}`
  const labels = [{ key: 'a', attribute: 'a' }] as const
  return {
    name,
    counter: meter.counter({ type: 'counter', name, description: '', unit: '', labels }),
    gauge: meter.gauge({ type: 'gauge', name: `${name}_g`, description: '', unit: '', labels }),
    histogram: meter.histogram({ type: 'histogram', name: `${name}_h`, description: '', unit: '', labels }),
  }
}

beforeEach(detachMeters)
afterEach(() => {
  detachMeters()
  metrics.disable()
})

describe.each(meterProviders)('metrics made before there is a provider, on %s', (provider) => {
  const samplesOf = async (recording: ReturnType<typeof record>, name: string) =>
    Object.fromEntries([...(await recording.samples())].filter(([key]) => key.startsWith(name)))

  it('drop and count records until they are attached, then record, bound handles too', async () => {
    const { name, counter, histogram } = make()
    const bound = counter.bind({ a: 'x' })
    const before = notStarted()
    counter.add(1, { a: 'x' })
    bound.add(1)
    histogram.record(1, { a: 'x' })
    expect(notStarted() - before).toBe(3)
    const recording = record(provider)
    attachMeters(recording.meterProvider)
    counter.add(2, { a: 'x' })
    bound.add(4)
    histogram.record(1, { a: 'x' })
    expect(await samplesOf(recording, name)).toEqual({
      [`${name}{a="x"}`]: 6,
      [`${name}_h_count{a="x"}`]: 1,
      [`${name}_h_sum{a="x"}`]: 1,
    })
    expect(notStarted() - before).toBe(3)
  })

  it('remember zero series, gauge values and observers', async () => {
    const { name, counter, gauge } = make()
    counter.zero({ a: 'x' })
    gauge.record(3, { a: 'x' })
    using _observer = gauge.observe({ a: 'y' }, () => 4)
    const recording = record(provider)
    attachMeters(recording.meterProvider)
    expect(await samplesOf(recording, name)).toEqual({
      [`${name}{a="x"}`]: 0,
      [`${name}_g{a="x"}`]: 3,
      [`${name}_g{a="y"}`]: 4,
    })
  })

  it('can be detached and attached again, to another provider, where they start anew', async () => {
    const { name, counter, gauge } = make()
    const [first, second] = [record(provider), record(provider)]
    const bound = counter.bind({ a: 'x' })
    counter.zero({ a: 'z' })
    attachMeters(first.meterProvider)
    bound.add(1)
    gauge.record(1, { a: 'x' })
    detachMeters()
    const before = notStarted()
    bound.add(10)
    expect(notStarted() - before).toBe(1)
    attachMeters(second.meterProvider)
    bound.add(100)
    counter.add(1000, { a: 'x' })
    expect(await samplesOf(first, name)).toMatchObject({ [`${name}{a="x"}`]: 1 })
    expect(await samplesOf(second, name)).toEqual({
      [`${name}{a="x"}`]: 1100,
      [`${name}{a="z"}`]: 0,
      [`${name}_g{a="x"}`]: 1,
    })
  })

  it('do nothing while disabled, and count nothing as lost', async () => {
    const { name, counter, gauge, histogram } = make()
    const bound = counter.bind({ a: 'x' })
    disableMeters()
    expect([counter.enabled, gauge.enabled, histogram.enabled]).toEqual([false, false, false])
    const before = notStarted()
    counter.add(1, { a: 'x' })
    bound.add(1)
    counter.zero({ a: 'x' })
    histogram.record(1, { a: 'x' })
    gauge.record(1, { a: 'x' })
    gauge.setAll([[{ a: 'x' }, 1]])
    expect(notStarted()).toBe(before)
    const recording = record(provider)
    attachMeters(recording.meterProvider)
    expect(counter.enabled).toBe(true)
    expect(await samplesOf(recording, name)).toEqual({})
    bound.add(2)
    expect(await samplesOf(recording, name)).toEqual({ [`${name}{a="x"}`]: 2 })
  })

  it('find the global provider by themselves once there is one', async () => {
    const { name, counter, gauge } = make()
    gauge.record(1, { a: 'x' })
    const recording = record(provider)
    metrics.setGlobalMeterProvider(recording.meterProvider)
    const before = notStarted()
    counter.add(1, { a: 'x' })
    expect(notStarted()).toBe(before)
    expect(await samplesOf(recording, name)).toEqual({ [`${name}{a="x"}`]: 1, [`${name}_g{a="x"}`]: 1 })
  })

  it('do not go back to a global provider that they were detached from', async () => {
    const { name, counter } = make()
    const recording = record(provider)
    metrics.setGlobalMeterProvider(recording.meterProvider)
    attachMeters(recording.meterProvider)
    detachMeters()
    counter.add(1, { a: 'x' })
    expect(await samplesOf(recording, name)).toEqual({})
  })

  it('made while there is an attachment take part in it', async () => {
    const recording = record(provider)
    attachMeters(recording.meterProvider)
    const { name, counter } = make()
    counter.add(1, { a: 'x' })
    expect(await samplesOf(recording, name)).toEqual({ [`${name}{a="x"}`]: 1 })
  })
})

describe('metrics with a provider of their own', () => {
  it('stay with it, whatever happens to the others', async () => {
    const recording = record('BoundMeterProvider')
    const meter = new LabelledMeter({ scope: { name: 'own' }, meterProvider: recording.meterProvider })
    const counter = meter.counter({ type: 'counter', name: 'own', description: '', unit: '', labels: [] })
    disableMeters()
    counter.add(1, {})
    detachMeters()
    counter.add(1, {})
    expect(Object.fromEntries(await recording.samples())).toEqual({ own: 2 })
  })

  it('record nothing and do not throw when that provider is broken', () => {
    const broken = {
      getMeter() {
        throw new Error('no meter today')
      },
    }
    const meter = new LabelledMeter({ scope: { name: 'own' }, meterProvider: broken })
    const counter = meter.counter({ type: 'counter', name: 'own', description: '', unit: '', labels: [] })
    expect(() => counter.add(1, {})).not.toThrow()
    expect(counter.enabled).toBe(false)
  })
})
