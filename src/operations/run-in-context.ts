import { type Context, context } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'

/** How a call went. */
export interface Call {
  entered: boolean
  threw: boolean
  thrown: unknown
  result: unknown
}

/**
 * Calls `work(call)` once with `active` as the active context, and writes down in `call` how it went. It never throws:
 * a context manager that fails, or forgets to call, costs the context and nothing else.
 */
export function runInContext<C extends Call>(active: Context, call: C, work: (call: C) => unknown): void {
  try {
    context.with(active, enter<C>, undefined, call, work)
  } catch (error) {
    swallow('context manager', error)
  }
  if (!call.entered) enter(call, work)
}

/** Calls `work(call)` as things are. */
export function enter<C extends Call>(call: C, work: (call: C) => unknown): void {
  if (call.entered) return
  call.entered = true
  try {
    call.result = work(call)
  } catch (error) {
    call.threw = true
    call.thrown = error
  }
}

/** Calls `work` in a context, and returns or throws what it does. */
export function callInContext<T>(active: Context, work: () => T): T {
  const call: Call = { entered: false, threw: false, thrown: undefined, result: undefined }
  runInContext(active, call, work)
  if (call.threw) throw call.thrown
  // Nothing but `work` writes the result.
  return call.result as T
}

/** The active context; the root context where the context manager fails. */
export function activeContext(): Context | undefined {
  try {
    return context.active()
  } catch (error) {
    swallow('context manager', error)
    return undefined
  }
}
