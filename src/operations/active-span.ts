import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import { type Anchor, currentAnchor, monotonicNanos, toHrTime } from './clock.ts'
import { anchorOf, contextWithSpan } from './operation-context.ts'
import type { Plan } from './plan.ts'
import { activeContext } from './run-in-context.ts'
import { failSpan, updateSpan } from './span-end.ts'
import type { Tuple } from './tuple.ts'
import type { OperationOptions } from './types.ts'

/** The span of a running operation, and what belongs to it. */
export interface ActiveSpan {
  readonly span: Span
  /** Whether it is ours to name and to end. */
  readonly isOwned: boolean
  /** The context to work in. A handle may end where another one is active. */
  readonly context: Context
  readonly anchor: Anchor
}

/** Starts a span, or takes the active one. `undefined` when tracing fails. */
export function openSpan(
  tracer: Tracer,
  plan: Plan,
  tuple: Tuple,
  options: OperationOptions | undefined,
  nanos: number,
): ActiveSpan | undefined {
  try {
    const parent = options?.parent ?? activeContext() ?? ROOT_CONTEXT
    const anchor = anchorOf(parent) ?? currentAnchor(nanos)
    const given = options?.attributes
    const attributes =
      given === undefined ? tuple.attributes : { ...tuple.attributes, ...plan.annotations(given) }
    const active = options?.span === 'active' ? trace.getSpan(parent) : undefined
    if (active !== undefined) {
      active.setAttributes(attributes)
      return { span: active, isOwned: false, context: parent, anchor }
    }
    const spanOptions: SpanOptions = { kind: plan.kind, attributes, startTime: toHrTime(anchor, nanos) }
    if (options?.links !== undefined) spanOptions.links = options.links
    const span = tracer.startSpan(tuple.name, spanOptions, parent)
    return { span, isOwned: true, context: contextWithSpan(parent, span, anchor), anchor }
  } catch (error) {
    swallow('tracer', error)
    return undefined
  }
}

/** What is known of an operation when its span ends. */
interface SpanEnd {
  readonly first: Tuple
  readonly last: Tuple
  readonly errorType: string | undefined
  readonly error: unknown
  readonly nanos: number
}

/** Brings the span up to date, and ends it where it is ours. */
export function closeSpan({ span, isOwned, anchor }: ActiveSpan, end: SpanEnd): void {
  try {
    if (!span.isRecording()) {
      if (isOwned) span.end()
      return
    }
    const time = toHrTime(anchor, end.nanos)
    try {
      if (end.first !== end.last) updateSpan(span, end.first, end.last, isOwned)
      if (end.errorType !== undefined) failSpan(span, end.errorType, end.error, time)
    } finally {
      if (isOwned) span.end(time)
    }
  } catch (error) {
    swallow('span', error)
  }
}

/** Adds an event, timed by the clock that the span began with. */
export function addSpanEvent(
  { span, anchor }: ActiveSpan,
  name: string,
  attributes: Parameters<Span['addEvent']>[1],
): void {
  try {
    span.addEvent(name, attributes, toHrTime(anchor, monotonicNanos()))
  } catch (error) {
    swallow('span', error)
  }
}
