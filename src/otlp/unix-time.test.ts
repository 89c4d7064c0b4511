import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HrTime } from '../points/index.ts'
import { unixNanos, unixNanosText } from './unix-time.ts'

const seconds = fc.integer({ min: 0, max: 18_446_744_072 })
const nanoseconds = fc.integer({ min: 0, max: 999_999_999 })

test('nanoseconds since 1970 are exact, in halves and as digits', () => {
  fc.assert(
    fc.property(seconds, nanoseconds, (whole, rest) => {
      const exact = BigInt(whole) * 1_000_000_000n + BigInt(rest)
      const { high, low } = unixNanos([whole, rest])
      expect((BigInt(high) << 32n) | BigInt(low)).toBe(exact)
      expect(unixNanosText([whole, rest])).toBe(exact.toString())
    }),
  )
})

test.each<[string, HrTime, string]>([
  ['nanoseconds beyond a second are carried over', [1, 2_500_000_000], '3500000000'],
  ['fractions of a nanosecond are cut off', [1, 1.9], '1000000001'],
  ['negative nanoseconds borrow a second', [2, -1], '1999999999'],
  ['a time before 1970 is 0', [-5, 0], '0'],
  ['a time that is no number is 0', [Number.NaN, 0], '0'],
])('%s', (_name, time, expected) => {
  expect(unixNanosText(time)).toBe(expected)
  const { high, low } = unixNanos(time)
  expect((BigInt(high) << 32n) | BigInt(low)).toBe(BigInt(expected))
})
