import { type Context, type Span, trace } from '@opentelemetry/api'
import type { Anchor } from './clock.ts'

/** The key under which the API keeps a span in a context. It has no name for it, so it is asked what it looks up. */
const SPAN_KEY = spanKey()

/**
 * A context with a span laid over another context: what `trace.setSpan` makes, at a fraction of the cost, and with the
 * clock's anchor for the operations inside. It lies over the nearest context that is not one of these, so that work
 * that starts work for ever builds no chain.
 */
class OperationContext implements Context {
  readonly anchor: Anchor
  readonly #base: Context
  readonly #span: Span | undefined

  constructor(base: Context, span: Span | undefined, anchor: Anchor) {
    this.#base = base instanceof OperationContext ? base.#base : base
    this.#span = span
    this.anchor = anchor
  }

  get isRunning(): boolean {
    return this.#span?.isRecording() === true
  }

  getValue(key: symbol): unknown {
    return key === SPAN_KEY ? this.#span : this.#base.getValue(key)
  }

  setValue(key: symbol, value: unknown): Context {
    // Under this key the API keeps spans only.
    if (key === SPAN_KEY) return new OperationContext(this.#base, value as Span, this.anchor)
    return new OperationContext(this.#base.setValue(key, value), this.#span, this.anchor)
  }

  deleteValue(key: symbol): Context {
    if (key === SPAN_KEY) return new OperationContext(this.#base, undefined, this.anchor)
    return new OperationContext(this.#base.deleteValue(key), this.#span, this.anchor)
  }
}

/** `parent` with `span` in it, and the anchor for what runs inside. */
export function contextWithSpan(parent: Context, span: Span, anchor: Anchor): Context {
  return SPAN_KEY === undefined ? trace.setSpan(parent, span) : new OperationContext(parent, span, anchor)
}

/**
 * The anchor of the operation that this context belongs to, while the span in it runs. What outlives its operation, a
 * server or a timer that was started within, goes by the wall clock again: its context may last as long as the process.
 */
export function anchorOf(context: Context): Anchor | undefined {
  return context instanceof OperationContext && context.isRunning ? context.anchor : undefined
}

function spanKey(): symbol | undefined {
  let asked: symbol | undefined
  const probe: Context = {
    getValue(key) {
      asked = key
      return undefined
    },
    setValue: () => probe,
    deleteValue: () => probe,
  }
  trace.getSpan(probe)
  return asked
}
