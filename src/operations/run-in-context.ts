import { type Context, context } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'

/** A call of `work(argument)`, and how it went. */
class Call<A, T> {
  entered = false
  threw = false
  thrown: unknown
  result: T | undefined
  readonly work: (argument: A) => T
  readonly argument: A

  constructor(work: (argument: A) => T, argument: A) {
    this.work = work
    this.argument = argument
  }
}

function enter<A, T>(call: Call<A, T>): void {
  if (call.entered) return
  call.entered = true
  try {
    call.result = call.work(call.argument)
  } catch (error) {
    call.threw = true
    call.thrown = error
  }
}

/**
 * Calls `work(argument)` once with `active` as the active context, and returns or throws what it does. A context
 * manager that fails, or forgets to call, costs the context and nothing else.
 */
export function callInContext<A, T>(active: Context, work: (argument: A) => T, argument: A): T {
  const call = new Call(work, argument)
  try {
    context.with(active, enter<A, T>, undefined, call)
  } catch (error) {
    swallow('context manager', error)
  }
  if (!call.entered) enter(call)
  if (call.threw) throw call.thrown
  // It is there once `work` has been called and has not thrown.
  return call.result as T
}

/** The active context; `undefined` where the context manager fails. */
export function activeContext(): Context | undefined {
  try {
    return context.active()
  } catch (error) {
    swallow('context manager', error)
    return undefined
  }
}
