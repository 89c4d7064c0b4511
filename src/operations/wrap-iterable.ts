import { finishWith } from './finish-with.ts'
import { callInContext } from './run-in-context.ts'
import type { OperationHandle } from './types.ts'

/** What wrapping an iterable gives: the same kind, with the same items. */
export type WrappedIterable<I> =
  I extends AsyncGenerator<infer Item, infer Result, infer Sent>
    ? AsyncGenerator<Item, Result, Sent>
    : I extends Generator<infer Item, infer Result, infer Sent>
      ? Generator<Item, Result, Sent>
      : I extends AsyncIterable<infer Item>
        ? AsyncGenerator<Item, unknown, undefined>
        : I extends Iterable<infer Item>
          ? Generator<Item, unknown, undefined>
          : never

/**
 * An iterable with the items of `iterable` that ends `operation` with it: when the items run out (with the
 * generator's return value as the result), when it throws, when the consumer breaks off (`return`, a success) or
 * throws into it. The code that makes the items runs inside the operation's context each time.
 *
 * It can be iterated once. An iterable that nobody iterates to its end, or breaks off, leaves the operation running.
 *
 * @example
 * for await (const row of wrapIterable(exported.start({ table: 'orders' }), cursor)) write(row)
 */
export function wrapIterable<I extends Iterable<unknown> | AsyncIterable<unknown>>(
  operation: OperationHandle,
  iterable: I,
): WrappedIterable<I> {
  const wrapped =
    Symbol.asyncIterator in iterable
      ? new WrappedAsyncIterator(operation, () => iterable[Symbol.asyncIterator]())
      : new WrappedIterator(operation, () => iterable[Symbol.iterator]())
  // Which of the two it is was decided by the same property that decides the type.
  return wrapped as unknown as WrappedIterable<I>
}

class Watched<I> {
  readonly #operation: OperationHandle
  readonly #open: () => I
  #inner: I | undefined

  constructor(operation: OperationHandle, open: () => I) {
    this.#operation = operation
    this.#open = open
  }

  /** Goes one step on, inside the operation's context. */
  advance<Step>(step: (inner: I) => Step): Step {
    return callInContext(
      this.#operation.context,
      (next) => {
        this.#inner ??= this.#open()
        return next(this.#inner)
      },
      step,
    )
  }

  see<Item>(step: IteratorResult<Item, unknown>): IteratorResult<Item, unknown> {
    if (step.done) finishWith(this.#operation, step.value)
    return step
  }

  fail(error: unknown): void {
    this.#operation.fail(error).end()
  }
}

type Inner = Iterator<unknown, unknown, unknown>

class WrappedIterator {
  readonly #watched: Watched<Inner>

  constructor(operation: OperationHandle, open: () => Inner) {
    this.#watched = new Watched(operation, open)
  }

  next(...sent: [] | [unknown]): IteratorResult<unknown, unknown> {
    return this.#step((inner) => inner.next(...sent))
  }

  return(value?: unknown): IteratorResult<unknown, unknown> {
    return this.#step((inner) => inner.return?.(value) ?? { done: true, value })
  }

  throw(error?: unknown): IteratorResult<unknown, unknown> {
    return this.#step((inner) => {
      if (inner.throw === undefined) throw error
      return inner.throw(error)
    })
  }

  #step(step: (inner: Inner) => IteratorResult<unknown, unknown>): IteratorResult<unknown, unknown> {
    try {
      return this.#watched.see(this.#watched.advance(step))
    } catch (error) {
      this.#watched.fail(error)
      throw error
    }
  }

  [Symbol.iterator](): this {
    return this
  }

  [Symbol.dispose](): void {
    this.return()
  }
}

// So that it has what iterators have where it runs: `map`, `filter`, `take`.
Object.setPrototypeOf(WrappedIterator.prototype, Object.getPrototypeOf(Object.getPrototypeOf([].values())))

type AsyncInner = AsyncIterator<unknown, unknown, unknown>

class WrappedAsyncIterator {
  readonly #watched: Watched<AsyncInner>

  constructor(operation: OperationHandle, open: () => AsyncInner) {
    this.#watched = new Watched(operation, open)
  }

  next(...sent: [] | [unknown]): Promise<IteratorResult<unknown, unknown>> {
    return this.#step((inner) => inner.next(...sent))
  }

  return(value?: unknown): Promise<IteratorResult<unknown, unknown>> {
    return this.#step((inner) => inner.return?.(value) ?? Promise.resolve({ done: true, value }))
  }

  throw(error?: unknown): Promise<IteratorResult<unknown, unknown>> {
    return this.#step((inner) => inner.throw?.(error) ?? Promise.reject(error))
  }

  async #step(
    step: (inner: AsyncInner) => Promise<IteratorResult<unknown, unknown>>,
  ): Promise<IteratorResult<unknown, unknown>> {
    try {
      return this.#watched.see(await this.#watched.advance(step))
    } catch (error) {
      this.#watched.fail(error)
      throw error
    }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}
