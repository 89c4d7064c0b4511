import { trace } from '@opentelemetry/api'
import { jsonLine } from './json-line.ts'

/** One thing that was said, with the trace that it belongs to, if any. */
export interface LogEntry {
  readonly time: string
  readonly level: 'error' | 'warning'
  readonly message: string
  readonly traceId?: string
  readonly spanId?: string
  readonly [field: string]: unknown
}

/** Where the service writes its log. One that throws loses its line, and nothing else. */
export type Logger = (entry: LogEntry) => void

/** One line of JSON each, on standard error. */
export const jsonLogger: Logger = (entry) => console.error(jsonLine(entry))

/** The entry of this moment: it names the active span, so that a line leads to its trace. */
export function entryOf(
  level: LogEntry['level'],
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): LogEntry {
  const context = trace.getActiveSpan()?.spanContext()
  return {
    ...fields,
    time: new Date().toISOString(),
    level,
    message,
    ...(context && { traceId: context.traceId, spanId: context.spanId }),
  }
}
