import type { ObservableResult } from '@opentelemetry/api'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { PlainReader, start } from '../../test/instruments/harness.ts'
import { type AnyPoint, collectLazily, type MetricData, pointsOf } from '../points/index.ts'

/** An observable counter that a delta reader collects, and what it observes. */
function observing() {
  const reader = new PlainReader('delta')
  const { meter } = start({ readers: [reader], cardinalityLimit: 2 })
  const totals = new Map<string, number>()
  meter.createObservableCounter('bytes').addCallback((observed) => {
    for (const [device, total] of totals) observed.observe(total, { device })
  })
  return { totals, values: () => reader.values('bytes') }
}

describe('a delta reader of an observable counter', () => {
  it('gets what was added since its last collection, 0 included', async () => {
    const { totals, values } = observing()
    totals.set('a', 5)
    expect(await values()).toEqual([[{ device: 'a' }, 5]])
    expect(await values()).toEqual([[{ device: 'a' }, 0]])
    totals.set('a', 7)
    expect(await values()).toEqual([[{ device: 'a' }, 2]])
  })

  it('gets the whole of a counter that has begun anew', async () => {
    const { totals, values } = observing()
    totals.set('a', 100)
    await values()
    totals.set('a', 3)
    expect(await values()).toEqual([[{ device: 'a' }, 3]])
  })

  it('goes on where it was with a series that comes back', async () => {
    const { totals, values } = observing()
    totals.set('a', 10)
    await values()
    totals.delete('a')
    expect(await values()).toEqual([])
    totals.set('a', 15)
    expect(await values()).toEqual([[{ device: 'a' }, 5]])
  })

  it('remembers no more series than the limit has room for', async () => {
    const { totals, values } = observing()
    for (let device = 0; device < 10; device++) {
      totals.clear()
      totals.set(`${device}`, 10)
      await values()
    }
    totals.clear()
    totals.set('0', 12)
    // Forgotten, so that all of it is new; the last ones are remembered.
    expect(await values()).toEqual([[{ device: '0' }, 12]])
    totals.set('9', 11)
    expect(await values()).toEqual([
      [{ device: '0' }, 0],
      [{ device: '9' }, 1],
    ])
  })
})

describe('a delta reader that reads two collections in the other order', () => {
  afterEach(() => void vi.useRealTimers())

  it('gets everything once', async () => {
    vi.useFakeTimers({ now: 1_000_000 })
    const reader = new PlainReader('delta')
    collectLazily(reader)
    const { meter } = start({ readers: [reader] })
    let total = 10
    meter.createObservableCounter('bytes').addCallback((observed) => observed.observe(total))
    const collect = async () => {
      const metrics = await reader.metrics()
      vi.advanceTimersByTime(1000)
      return metrics
    }
    const read = (metrics: readonly MetricData[]) =>
      metrics.flatMap((metric) => [...pointsOf<AnyPoint['value']>(metric)])
    const first = await collect()
    total = 20
    const second = await collect()
    expect(read(second).map(({ value }) => value)).toEqual([20])
    expect(read(first)).toEqual([])
    total = 25
    expect(read(await collect()).map(({ value }) => value)).toEqual([5])
  })
})

describe('observations that become one series', () => {
  it('are the last of those with the same attributes, also under a view', async () => {
    const { meter, reader } = start({
      views: [
        { instrumentName: 'bytes', attributesProcessors: [{ process: ({ device }) => ({ device }) }] },
        { instrumentName: 'all', attributesProcessors: [{ process: () => ({}) }] },
      ],
    })
    for (const name of ['bytes', 'all']) {
      meter.createObservableCounter(name).addCallback((observed) => {
        observed.observe(5, { device: 'a' })
        observed.observe(7, { device: 'a' })
        observed.observe(1, { device: 'b' })
      })
    }
    expect(await reader.values('bytes')).toEqual([
      [{ device: 'a' }, 7],
      [{ device: 'b' }, 1],
    ])
    expect(await reader.values('all')).toEqual([[{}, 8]])
  })

  it('are the last of a gauge, and the sum of a counter, past the limit', async () => {
    const { meter, reader } = start({ cardinalityLimit: 1 })
    const observe = (observed: ObservableResult) => {
      for (const [index, value] of [1, 5, 4, 3].entries()) observed.observe(value, { index })
      // Not one more measurement, but the last of these attributes.
      observed.observe(4, { index: 1 })
    }
    meter.createObservableGauge('level').addCallback(observe)
    meter.createObservableCounter('bytes').addCallback(observe)
    const overflow = { 'otel.metric.overflow': true }
    expect(await reader.values('level')).toEqual([
      [{ index: 0 }, 1],
      [overflow, 3],
    ])
    expect(await reader.values('bytes')).toEqual([
      [{ index: 0 }, 1],
      [overflow, 11],
    ])
  })

  it('are in one overflow series with those that were observed as such', async () => {
    const { meter, reader } = start({ cardinalityLimit: 1 })
    const overflow = { 'otel.metric.overflow': true }
    meter.createObservableCounter('bytes').addCallback((observed) => {
      observed.observe(1, overflow)
      observed.observe(2, { device: 'a' })
      observed.observe(4, { device: 'b' })
    })
    expect(await reader.values('bytes')).toEqual([
      [overflow, 5],
      [{ device: 'a' }, 2],
    ])
  })
})
