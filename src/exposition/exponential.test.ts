import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataPointType, type ExponentialHistogramValue } from '../points/index.ts'
import { explicitBuckets } from './exponential.ts'

class PullReader extends MetricReader {
  constructor() {
    super({
      aggregationSelector: () => ({ type: 5, options: { maxSize: 160, recordMinMax: true } }),
      aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE,
    })
  }
  protected override async onForceFlush() {}
  protected override async onShutdown() {}
}

const bars = (buckets: { boundaries: number[]; counts: number[] }) =>
  [...buckets.boundaries, Number.POSITIVE_INFINITY].map((le, at) => [le, buckets.counts[at]])

const value = (more: Partial<ExponentialHistogramValue>): ExponentialHistogramValue => ({
  count: 0,
  scale: 0,
  zeroCount: 0,
  positive: { offset: 0, bucketCounts: [] },
  negative: { offset: 0, bucketCounts: [] },
  ...more,
})

describe('an exponential histogram as explicit buckets', () => {
  it('counts as the values themselves do, at every power of two, whatever the scale', async () => {
    const positive = fc.array(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), {
      minLength: 1,
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(positive, async (values) => {
        const reader = new PullReader()
        const provider = new MeterProvider({ readers: [reader] })
        const histogram = provider.getMeter('m').createHistogram('h')
        for (const one of values) histogram.record(one)
        const { resourceMetrics } = await reader.collect()
        const metric = resourceMetrics.scopeMetrics[0]?.metrics[0]
        if (metric?.dataPointType !== DataPointType.EXPONENTIAL_HISTOGRAM)
          throw new Error('It is no exponential one.')
        const [point] = metric.dataPoints
        if (point === undefined) throw new Error('It has no point.')
        const { buckets, count, sum } = explicitBuckets(point.value as ExponentialHistogramValue)
        expect(count).toBe(values.length)
        expect(sum).toBe(point.value.sum)
        let below = 0
        for (const [at, boundary] of buckets.boundaries.entries()) {
          below += buckets.counts[at] ?? 0
          expect(Number.isInteger(Math.log2(boundary))).toBe(true)
          expect(below).toBe(values.filter((one) => one <= boundary).length)
        }
        expect(below).toBe(values.length)
        await provider.shutdown()
      }),
      { numRuns: 60 },
    )
  })

  it('merges buckets finer than a power of two, and closes gaps', () => {
    const { buckets } = explicitBuckets(
      value({ count: 7, scale: 1, positive: { offset: 1, bucketCounts: [1, 2, 0, 0, 0, 4] } }),
    )
    expect(bars(buckets)).toEqual([
      [1, 0],
      [2, 1],
      [4, 2],
      [8, 0],
      [16, 4],
      [Number.POSITIVE_INFINITY, 0],
    ])
  })

  it('keeps buckets coarser than a power of two as they are', () => {
    const { buckets } = explicitBuckets(
      value({ count: 3, scale: -1, positive: { offset: -1, bucketCounts: [1, 2] } }),
    )
    expect(bars(buckets)).toEqual([
      [0.25, 0],
      [1, 1],
      [4, 2],
      [Number.POSITIVE_INFINITY, 0],
    ])
  })

  it('has zero and negative values in order', () => {
    const { buckets } = explicitBuckets(
      value({
        count: 10,
        zeroCount: 3,
        negative: { offset: 0, bucketCounts: [1, 0, 2] },
        positive: { offset: -1, bucketCounts: [4] },
      }),
    )
    expect(bars(buckets)).toEqual([
      [-8, 0],
      [-4, 2],
      [-2, 0],
      [-1, 1],
      [0, 3],
      [0.5, 0],
      [1, 4],
      [Number.POSITIVE_INFINITY, 0],
    ])
  })

  it('stays in order at the ends of the range of doubles, and when empty', () => {
    expect(explicitBuckets(value({})).buckets).toEqual({ boundaries: [], counts: [0] })
    const wide = { offset: -2, bucketCounts: [1, 2, 3] }
    const { buckets } = explicitBuckets(value({ scale: -10, count: 12, positive: wide, negative: wide }))
    expect(buckets.boundaries).toEqual([...new Set(buckets.boundaries)].sort((a, b) => a - b))
    expect(buckets.counts).toHaveLength(buckets.boundaries.length + 1)
    expect(buckets.counts.reduce((a, b) => a + b, 0)).toBe(12)
    expect(buckets.boundaries.every(Number.isFinite)).toBe(true)
  })
})
