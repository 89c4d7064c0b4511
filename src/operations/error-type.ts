/** What an error that has no usable class of its own is counted as. */
const OTHER_ERROR = '_OTHER'

const TOKEN = /^[A-Za-z0-9_.:$/-]{1,80}$/
const MOST_TYPES = 200
const seen = new Set<string>()

/**
 * The class of an error: few different values, whatever is thrown. Its `code` (`ECONNREFUSED`, `23505`) where it has
 * one, else its name or the name of its class; a status number as it is; `_OTHER` for what has neither, and for new
 * classes once a process has seen 200. The same value is the span's `error.type` and the metric's `error_type`.
 *
 * Follows "Recording errors" of the OpenTelemetry semantic conventions.
 */
export function errorTypeOf(error: unknown): string {
  let type: unknown
  try {
    type = classify(error)
  } catch {
    // A hostile error object has no class that could be told.
  }
  if (typeof type !== 'string' || !TOKEN.test(type)) return OTHER_ERROR
  if (seen.has(type)) return type
  if (seen.size >= MOST_TYPES) return OTHER_ERROR
  seen.add(type)
  return type
}

function classify(error: unknown): unknown {
  if (typeof error === 'string') return error
  if (typeof error === 'number') return Number.isInteger(error) ? String(error) : undefined
  if (typeof error !== 'object' || error === null) return undefined
  // A DOMException's code is a number that nobody uses any more; its name says more.
  if ('code' in error && !(error instanceof DOMException)) {
    if (typeof error.code === 'string' && TOKEN.test(error.code)) return error.code
    if (typeof error.code === 'number' && Number.isInteger(error.code)) return String(error.code)
  }
  if ('name' in error && typeof error.name === 'string' && error.name !== 'Error') return error.name
  return error.constructor === Object ? undefined : error.constructor.name
}

/**
 * Whether an error says that somebody no longer wanted the result: an `AbortError`, or the reason of `signal`. A
 * `TimeoutError` is not: the result was wanted, and did not come.
 */
export function isAbort(error: unknown, signal: AbortSignal | undefined): boolean {
  try {
    if (typeof error === 'object' && error !== null && 'name' in error) {
      if (error.name === 'AbortError') return true
      if (error.name === 'TimeoutError') return false
    }
    return signal?.aborted === true && error === signal.reason
  } catch {
    return false
  }
}
