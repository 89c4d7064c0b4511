import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketOf, indexBuckets } from './bucket-index.ts'

/** What the bucket is by definition. */
function counted(boundaries: readonly number[], value: number): number {
  return boundaries.filter((bound) => bound < value).length
}

/** The next number above or below, bit by bit. */
function neighbour(value: number, by: 1n | -1n): number {
  const float = new Float64Array([value])
  const bits = new BigInt64Array(float.buffer)
  bits[0] = (bits[0] ?? 0n) + (value < 0 ? -by : by)
  return float[0] ?? value
}

function expectExact(boundaries: readonly number[], values: readonly number[]): void {
  const index = indexBuckets(boundaries)
  for (const value of values.filter(Number.isFinite)) {
    expect([value, bucketOf(index, value)]).toEqual([value, counted(boundaries, value)])
  }
}

const usual = [
  [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000],
  [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576],
  [],
  [0],
  [-10, -1, 0, 1, 10],
  [1, 1.0000001, 1.0000002, 1.5],
  [1e-300, 1, 1e300],
  [Number.MIN_VALUE, Number.MAX_VALUE],
]

describe('the bucket of a value', () => {
  it.each(usual.map((boundaries) => [boundaries]))(
    'is exact at and beside every boundary of %j',
    (boundaries) => {
      const near = boundaries.flatMap((bound) =>
        bound === 0
          ? [0, -0, Number.MIN_VALUE, -Number.MIN_VALUE]
          : [bound, neighbour(bound, 1n), neighbour(bound, -1n)],
      )
      expectExact(boundaries, [
        ...near,
        0,
        -0,
        1,
        -1,
        3.3,
        2 ** -1074,
        2 ** -1022,
        Number.MAX_VALUE,
        -Number.MAX_VALUE,
      ])
    },
  )

  it('is the number of boundaries below the value, for any boundaries and any value', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(
        fc.uniqueArray(double, { maxLength: 40 }),
        fc.array(double, { maxLength: 50 }),
        (bounds, values) => {
          const boundaries = [...new Set(bounds.map((bound) => bound + 0))].sort((a, b) => a - b)
          expectExact(boundaries, [...values, ...boundaries])
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is exact for boundaries that lie close together', () => {
    const close = fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 60 })
    fc.assert(
      fc.property(close, fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 60 }), (steps, values) => {
        const boundaries = [...new Set(steps)].sort((a, b) => a - b).map((step) => 1 + step / 4096)
        expectExact(
          boundaries,
          values.map((step) => 1 + step / 8192),
        )
      }),
      { numRuns: 300 },
    )
  })
})
