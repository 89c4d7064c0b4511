import { performance } from 'node:perf_hooks'
import type { HrTime } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'

/** Where the epoch stood when the monotonic clock read 0: whole seconds and the nanoseconds beyond them. */
export interface Anchor {
  readonly seconds: number
  readonly nanos: number
}

const NANOS_PER_SECOND = 1e9
const NANOS_PER_MILLI = 1e6
const MAX_DRIFT_MILLIS = 1
/** How often, at most, the wall clock is compared: a reading costs as much as everything else here. */
const CHECK_INTERVAL_NANOS = NANOS_PER_MILLI

/** The last reading, and the reading at which the wall clock was compared last. */
const readings = new Float64Array([0, Number.NEGATIVE_INFINITY])
let anchor = anchorAt(performance.timeOrigin)

/** The monotonic clock in whole nanoseconds. A clock that fails repeats its last reading. */
export function monotonicNanos(): number {
  try {
    const now = performance.now() * NANOS_PER_MILLI
    if (now >= 0 && now <= Number.MAX_SAFE_INTEGER) {
      const nanos = Math.round(now)
      readings[0] = nanos
      return nanos
    }
  } catch (error) {
    swallow('clock', error)
  }
  return readings[0] ?? 0
}

/**
 * The process-wide anchor for an operation that has no parent here; a child takes its parent's, so that it never lies
 * outside. Anchors anew when the wall clock is more than 1 ms away (it was set, or the machine slept).
 */
export function currentAnchor(nanos: number): Anchor {
  if (Math.abs(nanos - (readings[1] ?? 0)) < CHECK_INTERVAL_NANOS) return anchor
  readings[1] = nanos
  try {
    const wall = Date.now()
    const expected = anchor.seconds * 1e3 + (anchor.nanos + nanos) / NANOS_PER_MILLI
    if (Number.isFinite(wall) && Math.abs(wall - expected) > MAX_DRIFT_MILLIS) {
      anchor = anchorAt(wall - nanos / NANOS_PER_MILLI)
    }
  } catch (error) {
    swallow('clock', error)
  }
  return anchor
}

/** A monotonic reading as epoch time. Differences between two results of one anchor are exact. */
export function toHrTime(from: Anchor, nanos: number): HrTime {
  const total = from.nanos + nanos
  return [from.seconds + Math.floor(total / NANOS_PER_SECOND), total % NANOS_PER_SECOND]
}

/** The seconds between two monotonic readings. */
export function secondsBetween(start: number, end: number): number {
  return (end - start) / NANOS_PER_SECOND
}

function anchorAt(epochMillis: number): Anchor {
  const seconds = Math.floor(epochMillis / 1e3)
  return { seconds, nanos: Math.round((epochMillis - seconds * 1e3) * NANOS_PER_MILLI) }
}

/**
 * Seconds since a moment that another process may have told: a `Date`, or milliseconds since 1970. Clocks of two machines
 * differ by a little: a moment in the future counts as no wait. `undefined` where it is no moment.
 */
export function secondsSince(moment: unknown): number | undefined {
  const millis = moment instanceof Date ? moment.getTime() : moment
  if (typeof millis !== 'number' || !Number.isFinite(millis)) return undefined
  return Math.max(0, (Date.now() - millis) / 1_000)
}
