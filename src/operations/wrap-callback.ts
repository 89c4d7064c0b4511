import { context } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import { finishWith } from './finish-with.ts'
import type { OperationHandle } from './types.ts'

/**
 * A node-style callback that ends `operation` when it is called: as a failure when its first argument is an error,
 * with the second argument as the result otherwise. Then `callback` runs with the same `this` and arguments, in the
 * context in which it was wrapped. Called again, it only calls `callback`.
 *
 * @example
 * fs.readFile(path, wrapCallback(read.start({ kind: 'template' }), (error, data) => render(error, data)))
 */
export function wrapCallback<Callback extends (...args: never[]) => unknown>(
  operation: OperationHandle,
  callback: Callback,
): Callback {
  const wrapped = function (this: unknown, ...args: readonly unknown[]): unknown {
    const [error, value] = args
    if (error === undefined || error === null || error === false) finishWith(operation, value)
    else operation.fail(error).end()
    return Reflect.apply(callback, this, args)
  }
  // It takes and gives what `callback` does.
  return inPresentContext(wrapped) as unknown as Callback
}

function inPresentContext<F>(wrapped: F): F {
  try {
    return context.bind(context.active(), wrapped)
  } catch (error) {
    swallow('context manager', error)
    return wrapped
  }
}
