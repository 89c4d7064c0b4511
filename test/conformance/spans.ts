import { type Context, ROOT_CONTEXT, type SpanContext, TraceFlags, trace } from '@opentelemetry/api'

/** The context of a span that is sampled, or not. */
export function spanContext(options: { sampled?: boolean; id?: number } = {}): {
  context: Context
  span: SpanContext
} {
  const { sampled = true, id = 1 } = options
  const span = {
    traceId: id.toString(16).padStart(32, 'a'),
    spanId: id.toString(16).padStart(16, 'b'),
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  }
  return { context: trace.setSpanContext(ROOT_CONTEXT, span), span }
}

/** Does something with the context of a sampled span, and tells which span it was. */
export function inSpan(work: (context: Context) => void): SpanContext {
  const { context, span } = spanContext()
  work(context)
  return span
}
