/** A finished span as the example keeps it: plain data, so that it can also travel between processes. */
export interface StoredSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly name: string
  /** Which of the two processes made it. */
  readonly process: 'shop' | 'payments'
  /** Milliseconds since 1970. */
  readonly startMs: number
  readonly durationMs: number
  readonly failed: boolean
  readonly attributes: Readonly<Record<string, string | number | boolean>>
}

/** What this example reads of the official SDK's `ReadableSpan`. */
export interface FinishedSpan {
  readonly name: string
  readonly startTime: readonly [number, number]
  readonly duration: readonly [number, number]
  readonly status: { readonly code: number }
  readonly attributes: Readonly<Record<string, unknown>>
  readonly parentSpanContext?: { readonly spanId: string } | undefined
  spanContext(): { readonly traceId: string; readonly spanId: string }
}

const STATUS_ERROR = 2

export function storedSpan(span: FinishedSpan, process: StoredSpan['process']): StoredSpan {
  const { traceId, spanId } = span.spanContext()
  const attributes: Record<string, string | number | boolean> = {}
  for (const [key, value] of Object.entries(span.attributes)) {
    if (typeof value === 'string') attributes[key] = value.slice(0, 200)
    else if (typeof value === 'number' || typeof value === 'boolean') attributes[key] = value
  }
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    name: span.name,
    process,
    startMs: milliseconds(span.startTime),
    durationMs: milliseconds(span.duration),
    failed: span.status.code === STATUS_ERROR,
    attributes,
  }
}

function milliseconds([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds * 1e3 + nanoseconds / 1e6
}
