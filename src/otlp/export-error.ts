import type { ExportFailure } from '../guard/index.ts'

/** Why a request failed for good, in words and as one of few reasons. */
export class ExportError extends Error {
  readonly reason: ExportFailure

  constructor(reason: ExportFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.reason = reason
  }
}

/** The reason of what the official transport reports. Both lines of the SDK say it the same, and a test holds that. */
export function failureOf(error: Error): ExportFailure {
  const code = 'code' in error ? error.code : undefined
  if (typeof code === 'number') return statusClass(code)
  if (code === 'ETIMEDOUT' || error.message === 'Request timed out') return 'timeout'
  // A system error of the network; those of Node.js itself begin with ERR_.
  if (typeof code === 'string') return /^E(?!RR_)/.test(code) ? 'unreachable' : 'other'
  // It leaves the status of an answer that says "later" out.
  return error.name === 'OTLPExporterError' ? 'unavailable' : 'other'
}

function statusClass(status: number): ExportFailure {
  if (status >= 300 && status < 400) return 'status_3xx'
  if (status >= 400 && status < 500) return 'status_4xx'
  return status >= 500 && status < 600 ? 'status_5xx' : 'other'
}
