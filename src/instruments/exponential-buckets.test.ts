import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExponentialSide, exponentialIndex, MAX_SCALE, MIN_SCALE } from './exponential-buckets.ts'

const scales = fc.integer({ min: MIN_SCALE, max: MAX_SCALE })

describe('exponentialIndex', () => {
  it('puts powers of two at the upper end of their bucket, at every scale', () => {
    for (let scale = MIN_SCALE; scale <= MAX_SCALE; scale++) {
      for (const exponent of [-1021, -52, -1, 0, 1, 2, 10, 1023]) {
        const expected = scale >= 0 ? exponent * 2 ** scale - 1 : (exponent - 1) >> -scale
        expect([scale, exponent, exponentialIndex(2 ** exponent, scale)]).toEqual([scale, exponent, expected])
      }
    }
  })

  it('holds the value between the bounds of its bucket', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), scales, (value, scale) => {
        const position = Math.log2(value) * 2 ** scale
        const index = exponentialIndex(value, scale)
        const slack = 1e-9 * Math.max(1, Math.abs(position))
        expect(index).toBeLessThan(position + slack)
        expect(index + 1).toBeGreaterThanOrEqual(position - slack)
      }),
    )
  })

  it('takes subnormal numbers for the smallest normal one', () => {
    expect(exponentialIndex(Number.MIN_VALUE, 0)).toBe(exponentialIndex(2 ** -1022, 0))
    expect(exponentialIndex(Number.MAX_VALUE, MAX_SCALE)).toBe(1024 * 2 ** MAX_SCALE - 1)
  })
})

describe('ExponentialSide', () => {
  it('counts as a map would, in any order, and after coarsening', () => {
    const indexes = fc.array(fc.integer({ min: -80, max: 79 }), { minLength: 1, maxLength: 100 })
    fc.assert(
      fc.property(indexes, fc.integer({ min: 0, max: 4 }), (hits, by) => {
        const side = new ExponentialSide()
        const model = new Map<number, number>()
        for (const hit of hits) {
          side.hit(hit)
          model.set(hit >> by, (model.get(hit >> by) ?? 0) + 1)
        }
        side.coarsen(by)
        const { offset, bucketCounts } = side.minus(undefined)
        const counted = bucketCounts.flatMap((count, i) => (count > 0 ? [[offset + i, count]] : []))
        expect(counted).toEqual([...model].sort(([a], [b]) => a - b))
        expect(side.copy().minus(undefined)).toEqual({ offset, bucketCounts })
        expect(side.minus(side.copy())).toEqual({ offset: 0, bucketCounts: [] })
      }),
    )
  })
})
