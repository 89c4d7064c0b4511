import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { median, medianInterval, pairwise, quantile, spread } from './index.ts'

const finite = fc.double({ noNaN: true, min: -1e6, max: 1e6 })
const samples = fc.array(finite, { minLength: 1, maxLength: 60 })

describe('quantiles', () => {
  test('are those of NumPy and R (type 7)', () => {
    const data = [15, 20, 35, 40, 50]
    expect(quantile(data, 0.4)).toBeCloseTo(29, 12)
    expect(quantile(data, 0.99)).toBeCloseTo(49.6, 12)
    expect(quantile([3, 1, 2, 4], 0.25)).toBe(1.75)
    expect(median([7])).toBe(7)
  })

  test('do not depend on the order of the samples, and lie among them', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (data, at) => {
        const value = quantile(data, at)
        expect(quantile([...data].reverse(), at)).toBe(value)
        expect(value).toBeGreaterThanOrEqual(Math.min(...data))
        expect(value).toBeLessThanOrEqual(Math.max(...data))
      }),
    )
  })

  test('of no samples are refused', () => {
    expect(() => median([])).toThrow('at least one sample')
  })
})

describe('the spread', () => {
  test('is not moved by one disturbed round', () => {
    const calm = spread([10, 10, 11, 11, 12, 12, 13])
    const disturbed = spread([10, 10, 11, 11, 12, 12, 1300])
    expect(disturbed.median).toBe(calm.median)
    expect(disturbed.mad).toBe(calm.mad)
    expect(disturbed.max).toBe(1300)
  })

  test('has its parts in order', () => {
    fc.assert(
      fc.property(samples, (data) => {
        const { min, q1, median, q3, max, mad, interval } = spread(data)
        expect([min, q1, median, q3, max]).toEqual([min, q1, median, q3, max].sort((a, b) => a - b))
        expect(mad).toBeGreaterThanOrEqual(0)
        expect(interval[0]).toBeLessThanOrEqual(median)
        expect(interval[1]).toBeGreaterThanOrEqual(median)
      }),
    )
  })
})

describe('the interval of the median', () => {
  test.each([
    // From tables of the sign test: for n samples, the ranks of the interval with at least 95 % confidence.
    [6, 1, 6],
    [9, 2, 8],
    [15, 4, 12],
    [25, 8, 18],
  ])('of %i samples reaches from rank %i to rank %i', (count, low, high) => {
    const ranks = Array.from({ length: count }, (_, at) => count - at)
    expect(medianInterval(ranks)).toEqual([low, high])
  })

  test('is everything where there are too few samples to say', () => {
    expect(medianInterval([3, 1, 2, 5, 4])).toEqual([1, 5])
  })
})

describe('comparing in pairs', () => {
  test('takes the ratio within each round, so that a slow phase of the machine does not count', () => {
    const ours = [1, 1, 10, 10]
    const theirs = [20, 20, 200, 200]
    expect(pairwise(ours, theirs, (our, their) => our / their)).toEqual([0.05, 0.05, 0.05, 0.05])
  })

  test('refuses rounds that are missing on one side', () => {
    expect(() => pairwise([1], [1, 2], (a, b) => a - b)).toThrow('1 on one side and 2 on the other')
  })
})
