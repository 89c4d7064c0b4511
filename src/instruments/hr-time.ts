import type { HrTime } from '../points/index.ts'

/** Milliseconds since the epoch as the pair that points carry. */
export function toHrTime(millis: number): HrTime {
  const seconds = Math.trunc(millis / 1000)
  return [seconds, Math.round((millis - seconds * 1000) * 1_000_000)]
}
