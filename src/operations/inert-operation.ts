import { type Context, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api'
import { activeContext } from './run-in-context.ts'
import type { OperationHandle } from './types.ts'

/** The span of an operation that has none. */
export const NO_SPAN: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT)

/** The handle of every operation while tracing and metrics are off. */
class InertOperation implements OperationHandle {
  readonly span = NO_SPAN

  get context(): Context {
    return activeContext() ?? ROOT_CONTEXT
  }

  set(): this {
    return this
  }
  annotate(): this {
    return this
  }
  event(): this {
    return this
  }
  fail(): this {
    return this
  }
  end(): void {}
  [Symbol.dispose](): void {}
}

export const INERT = new InertOperation()
