import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import { type BoundCounter, epochOf, type LabelInput, type TrieKey } from '../instruments/labelled/index.ts'
import { type Anchor, currentAnchor, monotonicNanos, secondsBetween, toHrTime } from './clock.ts'
import { errorTypeOf, isAbort } from './error-type.ts'
import { NO_SPAN } from './inert-operation.ts'
import { anchorOf, contextWithSpan } from './operation-context.ts'
import type { Plan } from './plan.ts'
import { activeContext, callInContext } from './run-in-context.ts'
import { isThenable, settle } from './settle.ts'
import { failSpan, updateSpan } from './span-end.ts'
import { baggageTenant, TENANT_KEY } from './tenant.ts'
import { labelText, type Tuple } from './tuple.ts'
import type { OperationHandle, OperationOptions, Outcome } from './types.ts'

/** An operation between its start and its end. */
export class RunningOperation implements OperationHandle {
  readonly #plan: Plan
  readonly #tuple: Tuple
  readonly #options: OperationOptions | undefined
  readonly #nanos: number
  #span: Span | undefined
  #ownsSpan = false
  /** The context to work in; absent where the active one will do. */
  #context: Context | undefined
  #anchor: Anchor | undefined
  #active: BoundCounter | undefined
  #activeEpoch = 0
  #tenant: string | undefined
  /** Numbers given as attributes that a metric records. */
  #numbers: Map<string, number> | undefined
  /** Label values in the order of the plan's keys, once they differ from the tuple's. */
  #values: TrieKey[] | undefined
  #ended = false
  #failed = false
  #error: unknown

  constructor(plan: Plan, tuple: Tuple, tracer: Tracer | undefined, options: OperationOptions | undefined) {
    this.#plan = plan
    this.#tuple = tuple
    this.#options = options
    this.#context = options?.parent
    this.#nanos = tracer !== undefined || plan.isTimed ? monotonicNanos() : 0
    if (tracer !== undefined) this.#openSpan(tracer)
    if (plan.active !== undefined) this.#countActive()
    if (options?.attributes !== undefined) this.#note(options.attributes)
  }

  get span(): Span {
    return this.#span ?? NO_SPAN
  }

  get context(): Context {
    return this.#context ?? activeContext() ?? ROOT_CONTEXT
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
      if (this.#span?.isRecording()) this.#span.setAttributes(this.#plan.annotations(attributes))
    } catch (error) {
      swallow('span', error)
    }
    return this
  }

  event(name: string, attributes?: Attributes): this {
    if (this.#ended || this.#span === undefined) return this
    try {
      this.#span.addEvent(name, attributes, this.#anchor && toHrTime(this.#anchor, monotonicNanos()))
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
  run<T>(work: (operation: OperationHandle) => T): T {
    let result: T
    try {
      result = this.#context === undefined ? work(this) : callInContext(this.#context, work, this)
    } catch (error) {
      this.finishFailed(error)
      throw error
    }
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
    const plan = this.#plan
    const start = this.#nanos
    const now = this.#span !== undefined || plan.isTimed ? Math.max(monotonicNanos(), start) : start
    const seconds = secondsBetween(start, now)
    let errorType: string | undefined
    let tuple = this.#tuple
    try {
      const isAborted = this.#failed && isAbort(this.#error, this.#options?.signal)
      if (this.#failed && !isAborted) errorType = errorTypeOf(this.#error)
      if (plan.derived.length > 0) this.#derive(this.#outcome(value, isAborted))
      if (this.#values !== undefined) tuple = plan.tupleOf(this.#values)
      if (!this.#failed && tuple.failureType !== undefined) {
        this.#failed = true
        errorType = tuple.failureType
      }
      if (errorType !== undefined) errorType = labelText(tuple.values[plan.errorIndex]) ?? errorType
      const moves =
        errorType !== undefined ? tuple.failure(errorType) : isAborted ? tuple.abort : tuple.success
      const ending = plan.needsEnding
        ? { outcome: this.#outcome(value, isAborted), values: this.#numbers }
        : undefined
      moves.make(seconds, this.#context, ending)
    } catch (error) {
      swallow('operation metrics', error)
    }
    if (this.#active !== undefined) this.#discountActive(this.#active)
    if (plan.observer !== undefined) this.#tellObserver(tuple, seconds, errorType)
    if (this.#span !== undefined) this.#closeSpan(this.#span, tuple, errorType, now)
  }

  /** Keeps what metrics need of the high-cardinality attributes. */
  #note(attributes: Attributes): void {
    const { observer, valueKeys } = this.#plan
    if (observer !== undefined) this.#tenant = labelText(attributes[TENANT_KEY]) ?? this.#tenant
    for (const key of valueKeys) {
      const value = attributes[key]
      if (typeof value !== 'number') continue
      this.#numbers ??= new Map()
      this.#numbers.set(key, value)
    }
  }

  #openSpan(tracer: Tracer): void {
    try {
      const plan = this.#plan
      const options = this.#options
      const parent = this.#context ?? activeContext() ?? ROOT_CONTEXT
      const anchor = anchorOf(parent) ?? currentAnchor(this.#nanos)
      const given = options?.attributes
      const attributes =
        given === undefined
          ? this.#tuple.attributes
          : { ...this.#tuple.attributes, ...plan.annotations(given) }
      this.#anchor = anchor
      this.#span = options?.span === 'active' ? trace.getSpan(parent) : undefined
      if (this.#span !== undefined) {
        this.#span.setAttributes(attributes)
        return
      }
      const spanOptions: SpanOptions = {
        kind: plan.kind,
        attributes,
        startTime: toHrTime(anchor, this.#nanos),
      }
      if (options?.links !== undefined) spanOptions.links = options.links
      const span = tracer.startSpan(this.#tuple.name, spanOptions, parent)
      this.#context = contextWithSpan(parent, span, anchor)
      this.#span = span
      this.#ownsSpan = true
    } catch (error) {
      swallow('tracer', error)
    }
  }

  #closeSpan(span: Span, tuple: Tuple, errorType: string | undefined, now: number): void {
    try {
      const isRecording = span.isRecording()
      const time = isRecording && this.#anchor !== undefined ? toHrTime(this.#anchor, now) : undefined
      try {
        if (isRecording && tuple !== this.#tuple) updateSpan(span, this.#tuple, tuple, this.#ownsSpan)
        if (isRecording && errorType !== undefined) failSpan(span, errorType, this.#error, time)
      } finally {
        if (this.#ownsSpan) span.end(time)
      }
    } catch (error) {
      swallow('span', error)
    }
  }

  #outcome(value: unknown, isAborted: boolean): Outcome {
    return { value, error: this.#error, failed: this.#failed && !isAborted, aborted: isAborted }
  }

  #derive(outcome: Outcome): void {
    const values = this.#values ?? [...this.#tuple.values]
    for (const { index, derive } of this.#plan.derived) {
      if (values[index] !== undefined) continue
      try {
        const value: unknown = derive(outcome)
        if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
          values[index] = value
          this.#values = values
        }
      } catch (error) {
        swallow('operation end', error)
      }
    }
  }

  #countActive(): void {
    const active = this.#tuple.active
    if (active === undefined) return
    active.add(1, this.#context)
    this.#active = active
    this.#activeEpoch = epochOf(active)
  }

  #discountActive(active: BoundCounter): void {
    // After a restart there is no increment to undo.
    if (epochOf(active) === this.#activeEpoch) active.add(-1, this.#context)
  }

  #tellObserver(tuple: Tuple, seconds: number, errorType: string | undefined): void {
    const { observer, tenantIndex, name } = this.#plan
    try {
      const context = this.context
      const tenant = labelText(tuple.values[tenantIndex]) ?? this.#tenant ?? baggageTenant(context)
      observer?.ended(name, tenant, seconds, errorType, context)
    } catch (error) {
      swallow('operation observer', error)
    }
  }
}
