import { type Attributes, type Context, ROOT_CONTEXT, type Span, SpanStatusCode } from '@opentelemetry/api'
import { describe, swallow } from '../guard/index.ts'
import { type BoundCounter, epochOf, type LabelInput, type TrieKey } from '../instruments/labelled/index.ts'
import { type Anchor, monotonicNanos, secondsBetween, toHrTime } from './clock.ts'
import { errorTypeOf, isAbort } from './error-type.ts'
import { NO_SPAN } from './inert-operation.ts'
import type { Plan } from './plan.ts'
import { activeContext, type Call, enter, runInContext } from './run-in-context.ts'
import { isThenable, settle } from './settle.ts'
import { baggageTenant, TENANT_KEY } from './tenant.ts'
import type { Tuple } from './tuple.ts'
import type { OperationHandle, Outcome } from './types.ts'

/** What an operation starts with. */
export interface Start {
  readonly plan: Plan
  readonly tuple: Tuple
  readonly span: Span | undefined
  /** Whether the span is ours to end. */
  readonly ownsSpan: boolean
  /** The context to run the work in; absent where the active one will do. */
  readonly context: Context | undefined
  readonly anchor: Anchor | undefined
  readonly nanos: number
  readonly signal: AbortSignal | undefined
  readonly tenant: string | undefined
}

/** An operation between its start and its end. */
export class RunningOperation implements OperationHandle, Call {
  entered = false
  threw = false
  thrown: unknown
  result: unknown
  readonly #start: Start
  readonly #active: BoundCounter | undefined
  readonly #activeEpoch: number
  #tenant: string | undefined
  #values: TrieKey[] | undefined
  #ended = false
  #failed = false
  #error: unknown

  constructor(start: Start) {
    this.#start = start
    this.#tenant = start.tenant
    this.#active = start.tuple.active
    this.#activeEpoch = 0
    if (this.#active !== undefined) {
      this.#active.add(1, start.context)
      this.#activeEpoch = epochOf(this.#active)
    }
  }

  get span(): Span {
    return this.#start.span ?? NO_SPAN
  }

  get context(): Context {
    return this.#start.context ?? activeContext() ?? ROOT_CONTEXT
  }

  set(labels: LabelInput): this {
    if (this.#ended) return this
    this.#values ??= [...this.#start.tuple.values]
    this.#start.plan.assign(this.#values, labels)
    return this
  }

  annotate(attributes: Attributes): this {
    if (this.#ended) return this
    try {
      const { plan, span } = this.#start
      if (plan.observer !== undefined) this.#tenant = textOf(attributes[TENANT_KEY]) ?? this.#tenant
      if (span?.isRecording()) span.setAttributes(plan.annotations(attributes))
    } catch (error) {
      swallow('span', error)
    }
    return this
  }

  event(name: string, attributes?: Attributes): this {
    const { span, anchor } = this.#start
    if (this.#ended || span === undefined) return this
    try {
      span.addEvent(name, attributes, anchor && toHrTime(anchor, monotonicNanos()))
    } catch (error) {
      swallow('span', error)
    }
    return this
  }

  fail(error: unknown): this {
    if (this.#ended) return this
    this.#failed = true
    this.#error = error
    return this
  }

  end(): void {
    this.finish(undefined)
  }

  [Symbol.dispose](): void {
    this.finish(undefined)
  }

  /** Runs `work` as this operation, and returns or throws what it does. */
  run<T>(work: (operation: this) => T): T {
    const { context } = this.#start
    if (context === undefined) enter(this, work)
    else runInContext(context, this, work)
    if (this.threw) {
      this.finishFailed(this.thrown)
      throw this.thrown
    }
    // Nothing but `work` writes the result.
    const result = this.result as T
    this.result = undefined
    if (isThenable(result)) return settle(result, this)
    this.finish(result)
    return result
  }

  /** Ends as a failure, unless `fail` has said already what failed. */
  finishFailed(error: unknown): void {
    if (!this.#failed) this.fail(error)
    this.finish(undefined)
  }

  /** Ends, with what the work returned. */
  finish(value: unknown): void {
    if (this.#ended) return
    this.#ended = true
    const { plan, span, nanos, context } = this.#start
    const now = span !== undefined || plan.isTimed ? Math.max(monotonicNanos(), nanos) : nanos
    const seconds = secondsBetween(nanos, now)
    const aborted = this.#failed && isAbort(this.#error, this.#start.signal)
    let errorType: string | undefined
    let tuple = this.#start.tuple
    try {
      errorType = this.#failed && !aborted ? errorTypeOf(this.#error) : undefined
      const outcome = () => ({ value, error: this.#error, failed: this.#failed && !aborted, aborted })
      tuple = this.#finalTuple(outcome)
      if (errorType !== undefined) errorType = textOf(tuple.values[plan.errorIndex]) ?? errorType
      const moves = errorType !== undefined ? tuple.failure(errorType) : aborted ? tuple.abort : tuple.success
      moves.make(seconds, context, moves.needOutcome ? outcome() : undefined)
    } catch (error) {
      swallow('operation metrics', error)
    }
    this.#undoActive()
    this.#tellObserver(tuple, seconds, errorType)
    if (span !== undefined) this.#finishSpan(span, tuple, errorType, now)
  }

  #finalTuple(outcome: () => Outcome): Tuple {
    const { plan, tuple } = this.#start
    if (plan.derived.length > 0) {
      const values = this.#values ?? [...tuple.values]
      this.#values = values
      const ended = outcome()
      for (const { index, derive } of plan.derived) {
        if (values[index] !== undefined) continue
        try {
          const value: unknown = derive(ended)
          if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
            values[index] = value
          }
        } catch (error) {
          swallow('operation end', error)
        }
      }
    }
    return this.#values === undefined ? tuple : plan.tupleOf(this.#values)
  }

  #undoActive(): void {
    const active = this.#active
    if (active === undefined) return
    // After a restart there is no increment to undo.
    if (epochOf(active) === this.#activeEpoch) active.add(-1, this.#start.context)
  }

  #tellObserver(tuple: Tuple, seconds: number, errorType: string | undefined): void {
    const { observer, tenantIndex, name } = this.#start.plan
    if (observer === undefined) return
    try {
      const context = this.context
      const tenant = textOf(tuple.values[tenantIndex]) ?? this.#tenant ?? baggageTenant(context)
      observer.ended(name, tenant, seconds, errorType, context)
    } catch (error) {
      swallow('operation observer', error)
    }
  }

  #finishSpan(span: Span, tuple: Tuple, errorType: string | undefined, now: number): void {
    const { anchor, ownsSpan } = this.#start
    const time = anchor && toHrTime(anchor, now)
    try {
      if ((tuple !== this.#start.tuple || errorType !== undefined) && span.isRecording()) {
        this.#decorate(span, tuple)
        if (errorType !== undefined) {
          span.setAttribute('error.type', errorType)
          span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(this.#error) })
          if (this.#error !== undefined && this.#error !== null) {
            span.recordException(exceptionOf(this.#error, errorType), time)
          }
        }
      }
    } catch (error) {
      swallow('span', error)
    }
    if (!ownsSpan) return
    try {
      span.end(time)
    } catch (error) {
      swallow('span', error)
    }
  }

  /** Brings the span up to what was known only at the end. */
  #decorate(span: Span, tuple: Tuple): void {
    const first = this.#start.tuple
    for (const [key, value] of Object.entries(tuple.attributes)) {
      if (value !== undefined && first.attributes[key] !== value) span.setAttribute(key, value)
    }
    if (this.#start.ownsSpan && tuple.name !== first.name) span.updateName(tuple.name)
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error && typeof error.message === 'string' ? error.message : describe(error)
}

function exceptionOf(error: unknown, type: string): Error | { name: string; message: string } {
  return error instanceof Error ? error : { name: type, message: describe(error) }
}
