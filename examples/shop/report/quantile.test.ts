import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quantile } from './quantile.ts'

describe('a quantile of a histogram', () => {
  test('interpolates within its bucket, as histogram_quantile does', () => {
    expect(quantile(0.5, [1, 2, 4], [0, 10, 0, 0])).toBe(1.5)
    expect(quantile(0.25, [1, 2, 4], [4, 0, 4, 0])).toBe(0.5)
    expect(quantile(1, [1, 2, 4], [4, 0, 4, 0])).toBe(4)
  })

  test('is the last boundary for what lies above it, and undefined for nothing', () => {
    expect(quantile(0.95, [1, 2], [0, 0, 7])).toBe(2)
    expect(quantile(0.5, [1, 2], [0, 0, 0])).toBeUndefined()
    expect(quantile(0.5, [], [3])).toBeUndefined()
  })

  test('lies in the bucket of the true quantile of the values that were counted', () => {
    const boundaries = [0.01, 0.1, 0.5, 1, 5, 10]
    const values = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.95, 0.99), (numbers, q) => {
        const counts = new Array<number>(boundaries.length + 1).fill(0)
        const bucketOf = (value: number): number => boundaries.findIndex((boundary) => value <= boundary)
        for (const value of numbers) {
          const index = bucketOf(value)
          counts[index] = (counts[index] ?? 0) + 1
        }
        const sorted = [...numbers].sort((a, b) => a - b)
        const exact = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0
        const estimate = quantile(q, boundaries, counts) ?? Number.NaN
        const index = bucketOf(exact)
        expect(estimate).toBeGreaterThanOrEqual(index === 0 ? 0 : (boundaries[index - 1] ?? 0))
        expect(estimate).toBeLessThanOrEqual(boundaries[index] ?? 0)
      }),
    )
  })
})
