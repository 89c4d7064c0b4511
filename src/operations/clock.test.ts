import { AsyncResource } from 'node:async_hooks'
import { performance } from 'node:perf_hooks'
import type { HrTime } from '@opentelemetry/api'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { record, useContext } from '../../test/domains/recording.ts'
import { LabelledMeter } from '../instruments/labelled/index.ts'
import { currentAnchor, secondsBetween, toHrTime } from './clock.ts'
import { createOperation } from './index.ts'

useContext()
const nanosOf = ([seconds, nanos]: HrTime) => BigInt(seconds) * 1_000_000_000n + BigInt(nanos)

function make() {
  const recording = record('BoundMeterProvider')
  const operation = createOperation(
    { name: 'job.run', span: {}, labels: [], metrics: [] },
    { name: 'test', tracerProvider: recording.tracerProvider },
  )
  return { operation, spans: recording.spans }
}

afterEach(() => vi.restoreAllMocks())

describe('the clock of operations', () => {
  it('gives times whose difference is exact, and nanoseconds below a second', () => {
    const nanos = fc.integer({ min: 0, max: 1e15 })
    const anchor = fc.record({ seconds: fc.integer({ min: 0, max: 2e9 }), nanos: fc.nat(999_999_999) })
    fc.assert(
      fc.property(anchor, nanos, nanos, (from, one, other) => {
        const [start, end] = [toHrTime(from, one), toHrTime(from, other)]
        expect(nanosOf(end) - nanosOf(start)).toBe(BigInt(other - one))
        expect(start[1]).toBeGreaterThanOrEqual(0)
        expect(start[1]).toBeLessThan(1e9)
        expect(secondsBetween(one, other)).toBe((other - one) / 1e9)
      }),
    )
  })

  it('tells the time of day', () => {
    const { operation, spans } = make()
    const before = Date.now()
    operation.run({}, () => {})
    const after = Date.now()
    const start = Number(nanosOf(spans.getFinishedSpans()[0]?.startTime ?? [0, 0])) / 1e6
    expect(start).toBeGreaterThanOrEqual(before - 2)
    expect(start).toBeLessThanOrEqual(after + 2)
  })

  it('keeps every child inside its parent, however deep', async () => {
    const { operation, spans } = make()
    const nest = async (depth: number): Promise<void> => {
      await operation.run({}, async () => {
        if (depth > 0) await Promise.all([nest(depth - 1), nest(depth - 1)])
      })
    }
    await nest(7)
    const all = spans.getFinishedSpans()
    const byId = new Map(all.map((span) => [span.spanContext().spanId, span]))
    expect(all).toHaveLength(255)
    for (const span of all) {
      const parent = byId.get(span.parentSpanContext?.spanId ?? '')
      if (parent === undefined) continue
      expect(nanosOf(span.startTime)).toBeGreaterThanOrEqual(nanosOf(parent.startTime))
      expect(nanosOf(span.endTime)).toBeLessThanOrEqual(nanosOf(parent.endTime))
    }
  })

  it('follows the wall clock when it is set, but not inside an operation that runs', () => {
    const { operation, spans } = make()
    const real = Date.now.bind(Date)
    let shift = 0
    vi.spyOn(Date, 'now').mockImplementation(() => real() + shift)
    const pause = () => {
      const until = performance.now() + 2
      while (performance.now() < until);
    }
    operation.run({}, () => {
      shift = 3_600_000
      pause()
      operation.run({}, () => {})
    })
    pause()
    operation.run({}, () => {})
    const [inner, outer, later] = spans
      .getFinishedSpans()
      .map((span) => Number(nanosOf(span.startTime)) / 1e6)
    expect((inner ?? 0) - (outer ?? 0)).toBeLessThan(1_000)
    expect((later ?? 0) - (outer ?? 0)).toBeGreaterThan(3_599_000)
    shift = 0
    pause()
    operation.run({}, () => {})
    const back = Number(nanosOf(spans.getFinishedSpans().at(-1)?.startTime ?? [0, 0])) / 1e6
    expect(Math.abs(back - real())).toBeLessThan(1_000)
  })

  it('follows the wall clock in what outlives the operation that started it', () => {
    const { operation, spans } = make()
    const outlives = operation.run({}, () => AsyncResource.bind(() => operation.run({}, () => {})))
    const later = Date.now() + 7_200_000
    vi.spyOn(Date, 'now').mockReturnValue(later)
    const until = performance.now() + 2
    while (performance.now() < until);
    outlives()
    const start = Number(nanosOf(spans.getFinishedSpans().at(-1)?.startTime ?? [0, 0])) / 1e6
    expect(Math.abs(start - later)).toBeLessThan(1_000)
  })

  it('leaves its anchor alone while the wall clock is within a millisecond', () => {
    const now = performance.now() * 1e6
    const anchor = currentAnchor(now)
    const expected = anchor.seconds * 1e3 + (anchor.nanos + now + 1e7) / 1e6
    vi.spyOn(Date, 'now').mockReturnValue(expected + 0.9)
    expect(currentAnchor(now + 1e7)).toBe(anchor)
    vi.spyOn(Date, 'now').mockReturnValue(expected + 10 + 1.1)
    expect(currentAnchor(now + 2e7)).not.toBe(anchor)
  })

  it('never ends before it began, when the clock goes back', async () => {
    const recording = record('BoundMeterProvider')
    const meter = new LabelledMeter({ scope: { name: 'test' }, meterProvider: recording.meterProvider })
    const metric = meter.histogram({ type: 'histogram', name: 'd', description: '', unit: 's', labels: [] })
    const operation = createOperation(
      { name: 'job.run', span: {}, labels: [], metrics: [{ metric, labels: [], measure: 'duration' }] },
      { name: 'test', tracerProvider: recording.tracerProvider },
    )
    operation.run({}, () => {
      vi.spyOn(performance, 'now').mockReturnValue(0)
    })
    vi.restoreAllMocks()
    expect(recording.spans.getFinishedSpans()[0]?.duration).toEqual([0, 0])
    expect(Object.fromEntries(await recording.samples())).toEqual({ d_count: 1, d_sum: 0 })
  })
})
