import type { Tracer } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { LabelInput } from '../instruments/labelled/index.ts'
import { INERT } from './inert-operation.ts'
import { Plan } from './plan.ts'
import { RunningOperation } from './running-operation.ts'
import { Tracing } from './tracing.ts'
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
      return new RunningOperation(this.#plan, this.#plan.tuple(labels), tracer, options)
    } catch (error) {
      swallow('operation start', error)
      return undefined
    }
  }
}
