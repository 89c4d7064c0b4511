import { isThenable } from '../operations/index.ts'

/**
 * Runs `work`; what it throws, or what its promise is rejected with, is told to `failed` and comes back untouched. A
 * promise stays of its class, any other thenable becomes a promise.
 */
export function watchFailure<T>(work: () => T, failed: (error: unknown) => void): T {
  const rethrow = (error: unknown): never => {
    failed(error)
    throw error
  }
  let result: T
  try {
    result = work()
  } catch (error) {
    return rethrow(error)
  }
  if (!isThenable(result)) return result
  const promise: Promise<unknown> = result instanceof Promise ? result : Promise.resolve(result)
  // It settles the same way: T, as far as the caller can see.
  return promise.then(undefined, rethrow) as T
}
