import { type HrTime, type Span, SpanStatusCode } from '@opentelemetry/api'
import { describe } from '../guard/index.ts'
import type { Tuple } from './tuple.ts'

/** Brings a span up to the labels that were known only at the end. */
export function updateSpan(span: Span, first: Tuple, last: Tuple, mayRename: boolean): void {
  for (const [key, value] of Object.entries(last.attributes)) {
    if (value !== undefined && first.attributes[key] !== value) span.setAttribute(key, value)
  }
  if (mayRename && first.name !== last.name) span.updateName(last.name)
}

/**
 * Marks a span as failed: its status, `error.type`, and the exception as an event. Follows "Recording errors" of the
 * OpenTelemetry semantic conventions.
 */
export function failSpan(span: Span, errorType: string, error: unknown, time: HrTime): void {
  span.setAttribute('error.type', errorType)
  if (error === undefined || error === null) {
    span.setStatus({ code: SpanStatusCode.ERROR })
    return
  }
  span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) })
  span.recordException(error instanceof Error ? error : { name: errorType, message: describe(error) }, time)
}

function messageOf(error: unknown): string {
  return error instanceof Error && typeof error.message === 'string' ? error.message : describe(error)
}
