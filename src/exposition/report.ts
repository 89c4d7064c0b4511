import { swallow } from '../guard/index.ts'

/** Counts and warns of a failure that a response tells of already; also in strict mode, where `swallow` throws. */
export function report(error: unknown): void {
  try {
    swallow('metrics endpoint', error)
  } catch {
    // There is no caller to throw to.
  }
}
