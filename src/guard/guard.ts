import { diag } from '@opentelemetry/api'

/** Where telemetry code failed: a short, fixed name such as `operation.end` or `observable callback`. */
export type GuardSite = string

let strict = false
const swallowed = new Map<GuardSite, number>()

/**
 * Swallows an error of telemetry code, so that it never reaches the application: counts it under `site`, warns once
 * per site through `diag`, and rethrows it in strict mode.
 *
 * Call it in the `catch` of every hook, callback and normaliser that is not ours.
 *
 * @example
 * try { label = normalise(value) } catch (error) { swallow('label normaliser', error) }
 */
export function swallow(site: GuardSite, error: unknown): void {
  const count = (swallowed.get(site) ?? 0) + 1
  swallowed.set(site, count)
  if (strict) throw error
  if (count === 1)
    warn(`An error in ${site} was swallowed, and later ones there are counted only: ${describe(error)}`)
}

/** How many errors each site swallowed since the process began. */
export function swallowedErrors(): ReadonlyMap<GuardSite, number> {
  return swallowed
}

/** Strict mode rethrows what `swallow` is given. Meant for tests: a failing hook then fails the test. */
export function setStrict(on: boolean): void {
  strict = on
}

/** Warns through `diag`; a `diag` logger that throws is the application's, and must not break it either. */
export function warn(message: string): void {
  try {
    diag.warn(`spanmeter: ${message}`)
  } catch {
    // There is nowhere left to report it to.
  }
}

/** An error as one line of text, whatever was thrown: also values whose `toString` throws. */
export function describe(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  } catch {
    return 'a value that cannot be printed'
  }
}
