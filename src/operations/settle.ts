import type { Context } from '@opentelemetry/api'
import { callInContext } from './run-in-context.ts'

/** What is told how a promise went. */
interface Ending {
  finish(value: unknown): void
  finishFailed(error: unknown): void
}

/** Whether `await` would wait for this value. Asking runs the value's own getter; one that throws means no. */
export function isThenable<T>(value: T): value is T & PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  try {
    return 'then' in value && typeof value.then === 'function'
  } catch {
    return false
  }
}

/**
 * The promise that the application gets in place of its own: it settles the same way, and the operation has ended when
 * it does. A rejection that nobody handles stays unhandled. A subclass stays what it is; another thenable becomes a
 * promise, and its `then` is called once and inside `active`, since query builders start their work in it.
 */
export function settle<T>(given: T & PromiseLike<unknown>, ending: Ending, active: Context | undefined): T {
  // Each of these settles with what `given` does, so to the caller it is as good as `given`.
  const kind = kindOf(given)
  if (kind === 'promise') return watch(given, ending) as T
  const follow = () => {
    const promise =
      kind === 'subclass' ? given : new Promise((resolve, reject) => given.then(resolve, reject))
    return adopt(promise, ending)
  }
  return (active === undefined ? follow() : callInContext(active, follow, undefined)) as T
}

function kindOf(given: PromiseLike<unknown>): 'promise' | 'subclass' | 'thenable' {
  try {
    if (!(given instanceof Promise)) return 'thenable'
    return given.constructor === Promise ? 'promise' : 'subclass'
  } catch {
    return 'thenable'
  }
}

async function watch(given: PromiseLike<unknown>, ending: Ending): Promise<unknown> {
  let value: unknown
  try {
    value = await given
  } catch (error) {
    ending.finishFailed(error)
    throw error
  }
  ending.finish(value)
  return value
}

function adopt(given: PromiseLike<unknown>, ending: Ending): unknown {
  const fulfilled = (value: unknown) => {
    ending.finish(value)
    return value
  }
  const rejected = (error: unknown): never => {
    ending.finishFailed(error)
    throw error
  }
  try {
    return given.then(fulfilled, rejected)
  } catch (error) {
    ending.finishFailed(error)
    throw error
  }
}
