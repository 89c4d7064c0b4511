import { swallow } from '../guard/index.ts'
import type { ExportError } from './export-error.ts'

/** What becomes of a request: nothing, or the error it failed with. */
export type SendResult = ExportError | undefined

/** What an exporter tells the SDK: 0 for success, 1 for failure, the numbers of the official `ExportResultCode`. */
export interface ExportResult {
  code: 0 | 1
  error?: Error
}

/** Tells the SDK how an export ended; an error of its callback stays here. */
export function report(error: Error | undefined, done: (result: ExportResult) => void): void {
  try {
    done(error === undefined ? { code: 0 } : { code: 1, error })
  } catch (thrown) {
    swallow('the callback of an OTLP export', thrown)
  }
}
