import { swallow } from '../guard/index.ts'
import type { HrTime } from '../points/index.ts'

let last = 0

/** Milliseconds since the epoch; the last reading where the clock fails, since no clock may break a recording. */
export function nowMillis(): number {
  try {
    const now = Date.now()
    if (Number.isFinite(now)) last = now
  } catch (error) {
    swallow('clock', error)
  }
  return last
}

/** Milliseconds since the epoch as the pair that points carry. */
export function toHrTime(millis: number): HrTime {
  const seconds = Math.trunc(millis / 1000)
  return [seconds, Math.round((millis - seconds * 1000) * 1_000_000)]
}
