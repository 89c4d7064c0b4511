import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { LabelInput } from '../instruments/labelled/index.ts'
import { type Anchor, currentAnchor, monotonicNanos, toHrTime } from './clock.ts'
import { INERT } from './inert-operation.ts'
import { anchorOf, contextWithSpan } from './operation-context.ts'
import { Plan } from './plan.ts'
import { activeContext } from './run-in-context.ts'
import { RunningOperation } from './running-operation.ts'
import { TENANT_KEY } from './tenant.ts'
import { Tracing } from './tracing.ts'
import type { Tuple } from './tuple.ts'
import type {
  Operation,
  OperationDeclaration,
  OperationHandle,
  OperationOptions,
  OperationScope,
} from './types.ts'

/**
 * Makes an operation from its declaration: one kind of work that yields a span and the declared metrics together, from
 * one reading of the clock at each end.
 *
 * Telemetry never shows in the work: what it returns and throws comes through as it is (a promise as a promise that
 * settles the same way), and whatever fails here is swallowed and counted. Without a tracer provider there is no span
 * and no context, and the metrics are the same.
 *
 * @throws Error when `end` derives a label that the operation does not declare
 *
 * @example
 * const query = createOperation(
 *   {
 *     name: 'database.query',
 *     span: { kind: SpanKind.CLIENT, labels: { table: 'db.collection.name' }, attributes: { sql: 'db.query.text' } },
 *     labels: ['table'],
 *     metrics: [{ metric: queryDuration, labels: ['table'], measure: 'duration' }],
 *   },
 *   { name: 'shop' },
 * )
 * const rows = await query.run({ table: 'products' }, () => pool.query(sql), { attributes: { sql } })
 */
export function createOperation(declaration: OperationDeclaration, scope: OperationScope): Operation {
  return new DeclaredOperation(declaration, scope)
}

class DeclaredOperation implements Operation {
  readonly #plan: Plan
  readonly #tracing: Tracing

  constructor(declaration: OperationDeclaration, scope: OperationScope) {
    this.#plan = new Plan(declaration, scope)
    this.#tracing = new Tracing(scope)
  }

  run<T>(labels: LabelInput, work: (operation: OperationHandle) => T, options?: OperationOptions): T {
    const tracer = this.#tracing.tracer()
    if (tracer === undefined && this.#plan.isOff && options?.parent === undefined) return work(INERT)
    const running = this.#begin(tracer, labels, options)
    return running === undefined ? work(INERT) : running.run(work)
  }

  start(labels: LabelInput, options?: OperationOptions): OperationHandle {
    const tracer = this.#tracing.tracer()
    if (tracer === undefined && this.#plan.isOff && options?.parent === undefined) return INERT
    return this.#begin(tracer, labels, options) ?? INERT
  }

  #begin(
    tracer: Tracer | undefined,
    labels: LabelInput,
    options: OperationOptions | undefined,
  ): RunningOperation | undefined {
    try {
      const plan = this.#plan
      const tuple = plan.tuple(labels)
      const started = tracer === undefined ? undefined : startSpan(tracer, plan, tuple, options)
      return new RunningOperation({
        plan,
        tuple,
        span: started?.span,
        ownsSpan: started?.ownsSpan ?? false,
        context: started?.context ?? options?.parent,
        anchor: started?.anchor,
        nanos: started?.nanos ?? (plan.isTimed ? monotonicNanos() : 0),
        signal: options?.signal,
        tenant: tenantOf(plan, options),
      })
    } catch (error) {
      swallow('operation start', error)
      return undefined
    }
  }
}

interface StartedSpan {
  readonly span: Span
  readonly ownsSpan: boolean
  readonly context: Context | undefined
  readonly anchor: Anchor
  readonly nanos: number
}

function startSpan(
  tracer: Tracer,
  plan: Plan,
  tuple: Tuple,
  options: OperationOptions | undefined,
): StartedSpan | undefined {
  try {
    const parent = options?.parent ?? activeContext() ?? ROOT_CONTEXT
    const nanos = monotonicNanos()
    const anchor = anchorOf(parent) ?? currentAnchor(nanos)
    const given = options?.attributes
    const attributes =
      given === undefined ? tuple.attributes : { ...tuple.attributes, ...plan.annotations(given) }
    const active = options?.span === 'active' ? trace.getSpan(parent) : undefined
    if (active !== undefined) {
      active.setAttributes(attributes)
      return { span: active, ownsSpan: false, context: options?.parent, anchor, nanos }
    }
    const spanOptions: SpanOptions = { kind: plan.kind, attributes, startTime: toHrTime(anchor, nanos) }
    if (options?.links !== undefined) spanOptions.links = options.links
    const span = tracer.startSpan(tuple.name, spanOptions, parent)
    return { span, ownsSpan: true, context: contextWithSpan(parent, span, anchor), anchor, nanos }
  } catch (error) {
    swallow('tracer', error)
    return undefined
  }
}

function tenantOf(plan: Plan, options: OperationOptions | undefined): string | undefined {
  if (plan.observer === undefined) return undefined
  const tenant = options?.attributes?.[TENANT_KEY]
  return tenant === undefined ? undefined : String(tenant)
}
