import { type Attributes, type Context, ROOT_CONTEXT, type Span, type Tracer } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import {
  type BoundCounter,
  epochOf,
  type LabelInput,
  readLabel,
  type TrieKey,
} from '../instruments/labelled/index.ts'
import { type ActiveSpan, addSpanEvent, closeSpan, openSpan } from './active-span.ts'
import { monotonicNanos, secondsBetween } from './clock.ts'
import { errorTypeOf, isAbort } from './error-type.ts'
import { NO_SPAN } from './inert-operation.ts'
import type { Plan } from './plan.ts'
import { activeContext, callInContext } from './run-in-context.ts'
import { isThenable, settle } from './settle.ts'
import { baggageTenant, TENANT_KEY } from './tenant.ts'
import { labelText, type Tuple } from './tuple.ts'
import type { OperationHandle, OperationOptions, Outcome } from './types.ts'

/** What few operations have, kept apart so that the others are small. */
interface Extras {
  active: BoundCounter | undefined
  activeEpoch: number
  tenant: string | undefined
  /** Numbers given as attributes that a metric records. */
  numbers: Map<string, number> | undefined
}

/** An operation between its start and its end. */
export class RunningOperation implements OperationHandle {
  readonly #plan: Plan
  readonly #tuple: Tuple
  readonly #options: OperationOptions | undefined
  readonly #nanos: number
  readonly #span: ActiveSpan | undefined
  #extras: Extras | undefined
  /** Label values in the order of the plan's keys, once they differ from the tuple's. */
  #values: TrieKey[] | undefined
  #ended = false
  #failed = false
  #error: unknown

  constructor(plan: Plan, tuple: Tuple, tracer: Tracer | undefined, options: OperationOptions | undefined) {
    this.#plan = plan
    this.#tuple = tuple
    this.#options = options
    const nanos = tracer !== undefined || plan.isTimed ? monotonicNanos() : 0
    this.#nanos = nanos
    this.#span = tracer === undefined ? undefined : openSpan(tracer, plan, tuple, options, nanos)
    if (plan.needsExtras) this.#begin()
  }

  get span(): Span {
    return this.#span?.span ?? NO_SPAN
  }

  get context(): Context {
    return this.#ownContext() ?? activeContext() ?? ROOT_CONTEXT
  }

  /** The context to work in; absent where the active one will do. */
  #ownContext(): Context | undefined {
    return this.#span === undefined ? this.#options?.parent : this.#span.context
  }

  set(labels: LabelInput): this {
    if (this.#ended) return this
    this.#values ??= [...this.#tuple.values]
    this.#plan.assign(this.#values, labels)
    return this
  }

  annotate(attributes: Attributes): this {
    if (this.#ended) return this
    try {
      this.#note(attributes)
      const span = this.#span?.span
      if (span?.isRecording()) span.setAttributes(this.#plan.annotations(attributes))
    } catch (error) {
      swallow('span', error)
    }
    return this
  }

  event(name: string, attributes?: Attributes): this {
    if (!this.#ended && this.#span !== undefined) addSpanEvent(this.#span, name, attributes)
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
  run<T>(work: (operation: OperationHandle) => T): T {
    const context = this.#ownContext()
    let result: T
    try {
      result = context === undefined ? work(this) : callInContext(context, work, this)
    } catch (error) {
      this.finishFailed(error)
      throw error
    }
    if (isThenable(result)) return settle(result, this, context)
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
    const plan = this.#plan
    const start = this.#nanos
    const nanos = this.#span !== undefined || plan.isTimed ? Math.max(monotonicNanos(), start) : start
    const seconds = secondsBetween(start, nanos)
    const first = this.#tuple
    let last = first
    let errorType: string | undefined
    try {
      if (!this.#failed && !plan.needsEnding && this.#values === undefined && !first.isFailure) {
        first.success.make(seconds, this.#ownContext(), undefined)
      } else {
        const isAborted = this.#failed && isAbort(this.#error, this.#options?.signal)
        last = this.#lastTuple(value, isAborted)
        errorType = this.#errorType(last, isAborted)
        const moves =
          errorType !== undefined ? last.failure(errorType) : isAborted ? last.abort : last.success
        const outcome = this.#outcome(value, isAborted)
        moves.make(seconds, this.#ownContext(), { outcome, values: this.#extras?.numbers })
      }
    } catch (error) {
      swallow('operation metrics', error)
    }
    if (this.#extras !== undefined) this.#finishExtras(this.#extras, last, seconds, errorType)
    if (this.#span !== undefined) {
      closeSpan(this.#span, { first, last, errorType, error: this.#error, nanos })
    }
  }

  /** Whether instrumentation made the span, and so measures this work by the semantic conventions itself. */
  get #isMeasuredElsewhere(): boolean {
    return this.#span === undefined ? this.#options?.span === 'active' : !this.#span.isOwned
  }

  /** The tuple of all that is known now, outcome included. */
  #lastTuple(value: unknown, isAborted: boolean): Tuple {
    const { derived } = this.#plan
    if (derived.length > 0) {
      const values = this.#values ?? [...this.#tuple.values]
      const outcome = this.#outcome(value, isAborted)
      for (const { index, derive } of derived) {
        if (values[index] !== undefined) continue
        values[index] = derive(outcome)
        if (values[index] !== undefined) this.#values = values
      }
    }
    return this.#values === undefined ? this.#tuple : this.#plan.tupleOf(this.#values)
  }

  /** The class of the failure, where it is one; from here on it is. */
  #errorType(last: Tuple, isAborted: boolean): string | undefined {
    if (isAborted) return undefined
    if (this.#failed) return labelText(last.values[this.#plan.errorIndex]) ?? errorTypeOf(this.#error)
    this.#failed = last.isFailure
    return last.failureType
  }

  #outcome(value: unknown, isAborted: boolean): Outcome {
    return { value, error: this.#error, failed: this.#failed && !isAborted, aborted: isAborted }
  }

  #begin(): void {
    const active = this.#tuple.active
    if (active !== undefined) active.add(1, this.#ownContext())
    const activeEpoch = active === undefined ? 0 : epochOf(active)
    this.#extras = { active, activeEpoch, tenant: undefined, numbers: undefined }
    if (this.#options?.attributes !== undefined) this.#note(this.#options.attributes)
  }

  /** Keeps what metrics and the observer need of the high-cardinality attributes. */
  #note(attributes: Attributes): void {
    const extras = this.#extras
    if (extras === undefined) return
    const { name, valueKeys, measuredAttributes } = this.#plan
    if (measuredAttributes.size > 0) {
      this.#values = this.#plan.measured(attributes, this.#values ?? this.#tuple.values) ?? this.#values
    }
    extras.tenant = labelText(readLabel(attributes, TENANT_KEY, name)) ?? extras.tenant
    for (const key of valueKeys) {
      const given = readLabel(attributes, key, name)
      const value = given instanceof Date ? given.getTime() : given
      if (typeof value !== 'number') continue
      extras.numbers ??= new Map()
      extras.numbers.set(key, value)
    }
  }

  #finishExtras(
    { active, activeEpoch, tenant, numbers }: Extras,
    last: Tuple,
    seconds: number,
    errorType: string | undefined,
  ): void {
    try {
      // After a restart there is no increment to undo.
      if (active !== undefined && epochOf(active) === activeEpoch) active.add(-1, this.#ownContext())
      const { observer, tenantIndex, name, conventions } = this.#plan
      if (conventions.length > 0 && !this.#isMeasuredElsewhere) {
        const ending = { outcome: this.#outcome(undefined, false), values: numbers }
        last.conventions(errorType).make(seconds, this.#ownContext(), ending)
      }
      if (observer === undefined) return
      const context = this.context
      const whose = labelText(last.values[tenantIndex]) ?? tenant ?? baggageTenant(context)
      observer.ended(name, whose, seconds, errorType, context)
    } catch (error) {
      swallow('operation observer', error)
    }
  }
}
