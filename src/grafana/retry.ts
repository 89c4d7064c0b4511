import { GrafanaError } from './error.ts'

/** Nobody waits longer: whoever is told to decides for himself. */
const LONGEST_PAUSE_MS = 10_000
const FIRST_PAUSE_MS = 250

/** Milliseconds until the next attempt at what changes nothing; `undefined` when there shall be none. */
export function pauseBefore(attempt: number, error: unknown): number | undefined {
  if (!(error instanceof GrafanaError) || !isPassing(error)) return undefined
  const asked = error.retryAfterSeconds
  if (asked !== undefined) return asked * 1_000 <= LONGEST_PAUSE_MS ? asked * 1_000 : undefined
  // Spread, so that many that failed at once do not come back at once.
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt) * (0.5 + Math.random() / 2)
}

/** What may be otherwise a moment later. */
function isPassing({ kind }: GrafanaError): boolean {
  return kind === 'rate_limited' || kind === 'server' || kind === 'unreachable'
}
