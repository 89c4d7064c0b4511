import type { HrTime } from '../points/index.ts'

/** Nanoseconds since 1970 as the two halves of an unsigned 64-bit integer. */
export interface UnixNanos {
  readonly high: number
  readonly low: number
}

/**
 * An `HrTime` as nanoseconds since 1970, exact to the nanosecond and without BigInt: seconds times 10^9 does not fit a
 * double, so the product is made of two that do. Times before 1970 become 0, which OTLP reads as unknown.
 *
 * @example
 * unixNanos([1, 5]) // { high: 0, low: 1000000005 }
 */
export function unixNanos(time: HrTime): UnixNanos {
  const { seconds, nanoseconds } = normalised(time)
  const upper = Math.floor(seconds / 0x10000) * 1e9
  const lower = (seconds % 0x10000) * 1e9 + nanoseconds
  const below = (upper % 0x10000) * 0x10000 + lower
  const high = Math.floor(upper / 0x10000) + Math.floor(below / 0x100000000)
  return { high, low: below % 0x100000000 }
}

/** The same as decimal digits, as OTLP's JSON has 64-bit integers. */
export function unixNanosText(time: HrTime): string {
  const { seconds, nanoseconds } = normalised(time)
  return seconds === 0 ? `${nanoseconds}` : `${seconds}${String(nanoseconds).padStart(9, '0')}`
}

function normalised([wholeSeconds, rest]: HrTime): { seconds: number; nanoseconds: number } {
  const carried = Math.trunc(rest)
  const seconds = Math.trunc(wholeSeconds) + Math.floor(carried / 1e9)
  // Not `seconds < 0`: a NaN has to end here too.
  if (!(seconds >= 0)) return { seconds: 0, nanoseconds: 0 }
  return { seconds, nanoseconds: ((carried % 1e9) + 1e9) % 1e9 }
}
