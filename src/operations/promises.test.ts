import { trace } from '@opentelemetry/api'
import { describe, expect, it } from 'vitest'
import { record, useContext } from '../../test/domains/recording.ts'
import { createOperation } from './index.ts'

useContext()

function make() {
  const { tracerProvider, spans } = record('BoundMeterProvider')
  const operation = createOperation(
    {
      name: 'job.run',
      span: {},
      labels: ['result'],
      end: { result: ({ value }) => String(value) },
      metrics: [],
    },
    { name: 'test', tracerProvider },
  )
  return { operation, results: () => spans.getFinishedSpans().map((span) => span.attributes.result), spans }
}

describe('what work may return', () => {
  it('a promise: the operation has ended when the caller learns of it', async () => {
    const { operation, results } = make()
    const promise = operation.run({}, async () => 'x')
    expect(promise).toBeInstanceOf(Promise)
    expect(results()).toEqual([])
    await promise.then((value) => {
      expect(value).toBe('x')
      expect(results()).toEqual(['x'])
    })
  })

  it('a promise of a subclass, which stays one', async () => {
    class Cancellable<T> extends Promise<T> {
      cancel(): string {
        return 'cancelled'
      }
    }
    const { operation, results } = make()
    const promise = operation.run({}, () => Cancellable.resolve('x') as Cancellable<string>)
    expect(promise.cancel()).toBe('cancelled')
    expect(await promise).toBe('x')
    expect(results()).toEqual(['x'])
  })

  it('a thenable, whose work is started once', async () => {
    const { operation, results } = make()
    let queries = 0
    const lazy: PromiseLike<string> = {
      // biome-ignore lint/suspicious/noThenProperty: query builders are such thenables
      then(fulfilled, rejected) {
        queries++
        return Promise.resolve('rows').then(fulfilled, rejected)
      },
    }
    expect(await operation.run({}, () => lazy)).toBe('rows')
    expect(queries).toBe(1)
    expect(results()).toEqual(['rows'])
  })

  it.each(['thenable', 'subclass'])('a %s that starts its work in then: inside the span', async (kind) => {
    const { operation, spans } = make()
    const seen: unknown[] = []
    const look = () => seen.push(trace.getActiveSpan()?.spanContext().spanId)
    class Lazy<T> extends Promise<T> {
      // biome-ignore lint/suspicious/noThenProperty: query builders do so
      override then<A = T, B = never>(
        fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
        rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
      ): Promise<A | B> {
        look()
        return super.then(fulfilled, rejected)
      }
    }
    const lazy: PromiseLike<string> =
      kind === 'subclass'
        ? Lazy.resolve('rows')
        : {
            // biome-ignore lint/suspicious/noThenProperty: query builders are such thenables
            then(fulfilled, rejected) {
              look()
              return Promise.resolve('rows').then(fulfilled, rejected)
            },
          }
    expect(await operation.run({}, () => lazy)).toBe('rows')
    expect(seen[0]).toBe(spans.getFinishedSpans()[0]?.spanContext().spanId)
  })

  it('a thenable that throws, or a value with a getter that does', async () => {
    const { operation, spans } = make()
    const error = new Error('no then')
    const throwing: PromiseLike<never> = {
      // biome-ignore lint/suspicious/noThenProperty: that is what is tested
      then() {
        throw error
      },
    }
    await expect(operation.run({}, () => throwing)).rejects.toBe(error)
    const hostile = Object.defineProperty({}, 'then', {
      get() {
        throw error
      },
    })
    expect(operation.run({}, () => hostile)).toBe(hostile)
    expect(spans.getFinishedSpans()).toHaveLength(2)
  })

  it('a promise that is hostile to being looked at', async () => {
    const { operation, spans } = make()
    const boom = () => {
      throw new Error('do not look')
    }
    const hidden = Object.defineProperty(Promise.resolve('x'), 'constructor', { get: boom })
    await expect(operation.run({}, () => hidden)).rejects.toThrow('do not look')
    const thenable = Object.fromEntries([['then', (fulfilled: (value: string) => void) => fulfilled('y')]])
    const proxied = new Proxy(thenable, { getPrototypeOf: boom })
    expect(await operation.run({}, () => proxied)).toBe('y')
    class Broken extends Promise<string> {}
    Object.defineProperty(Broken.prototype, 'then', { value: boom })
    expect(() => operation.run({}, () => new Broken(() => {}))).toThrow('do not look')
    expect(spans.getFinishedSpans()).toHaveLength(3)
  })

  it('leaves a rejection that nobody handles unhandled, once', async () => {
    const { operation } = make()
    const error = new Error('nobody cares')
    const unhandled: unknown[] = []
    const listeners = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    const listen = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', listen)
    try {
      void operation.run({}, async () => {
        throw error
      })
      const handled = operation.run({}, async () => {
        throw error
      })
      await handled.catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(unhandled).toEqual([error])
    } finally {
      process.off('unhandledRejection', listen)
      for (const listener of listeners) process.on('unhandledRejection', listener)
    }
  })

  it('anything else, as it is', () => {
    const { operation } = make()
    const values = [undefined, null, 0, '', Number.NaN, {}, () => 1, Symbol('s'), 10n, [1]]
    for (const value of values)
      expect(
        Object.is(
          operation.run({}, () => value),
          value,
        ),
      ).toBe(true)
  })
})
