import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs'
import { Duplex, PassThrough, Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Recording, record, useContext } from '../../test/domains/recording.ts'
import { createOperation, wrapCallback, wrapIterable, wrapStream } from './index.ts'
import type { Operation } from './types.ts'

useContext()
let recording: Recording
let operation: Operation
const spans = () => recording.spans.getFinishedSpans()
/** How each finished operation ended, as its derivation saw it. */
const outcomes = () => spans().map((span) => span.attributes.outcome)

beforeEach(() => {
  recording = record('BoundMeterProvider')
  operation = createOperation(
    {
      name: 'job.run',
      span: {},
      labels: ['outcome'],
      end: {
        outcome: ({ value, failed, aborted }) => (aborted ? 'aborted' : failed ? 'failed' : `ok ${value}`),
      },
      metrics: [],
    },
    { name: 'test', tracerProvider: recording.tracerProvider },
  )
})

describe('a wrapped callback', () => {
  it('ends the operation with what it is given, then calls on with the same arguments and `this`', async () => {
    const seen = await new Promise((resolve) => {
      const callback = function (this: unknown, ...args: unknown[]) {
        resolve([this, args, outcomes()])
      }
      wrapCallback(operation.start({}), callback).call('self', null, 'result', 'more')
    })
    expect(seen).toEqual(['self', [null, 'result', 'more'], ['ok result']])
  })

  it('fails the operation with an error', async () => {
    await new Promise<void>((resolve) => {
      readFile(
        '/there/is/no/such/file',
        wrapCallback(operation.start({}), (error: Error | null) => {
          expect(error).toBeInstanceOf(Error)
          resolve()
        }),
      )
    })
    expect(spans()[0]?.attributes).toMatchObject({ outcome: 'failed', 'error.type': 'ENOENT' })
  })

  it('lets through what the callback throws and returns, and may be called again', () => {
    const wrapped = wrapCallback(operation.start({}), (error: Error | null, value?: number) => {
      if (error) throw error
      return value
    })
    expect(wrapped(null, 1)).toBe(1)
    expect(() => wrapped(new Error('again'))).toThrow('again')
    expect(outcomes()).toEqual(['ok 1'])
  })

  it('runs in the context that it was wrapped in', () => {
    const tracer = recording.tracerProvider.getTracer('test')
    const emitter = new EventEmitter()
    tracer.startActiveSpan('request', (span) => {
      const callback = () => expect(trace.getSpan(context.active())).toBe(span)
      emitter.on('done', wrapCallback(operation.start({}), callback))
    })
    emitter.emit('done')
    expect(outcomes()).toEqual(['ok undefined'])
  })
})

describe('a wrapped stream', () => {
  const handle = () => operation.start({})

  it('ends the operation when a readable one has been read', async () => {
    const stream = wrapStream(handle(), Readable.from(['a', 'b']))
    expect(outcomes()).toEqual([])
    expect((await stream.toArray()).join('')).toBe('ab')
    expect(outcomes()).toEqual(['ok undefined'])
  })

  it('ends the operation when a writable one has finished, and a duplex one when both have', async () => {
    const sink = wrapStream(handle(), new Writable({ write: (_chunk, _encoding, done) => done() }))
    sink.end('x')
    await new Promise((resolve) => sink.on('close', resolve))
    expect(outcomes()).toEqual(['ok undefined'])
    const through = wrapStream(handle(), new PassThrough())
    through.end('x')
    await new Promise((resolve) => setImmediate(resolve))
    expect(outcomes()).toHaveLength(1)
    await through.resume().toArray()
    expect(outcomes()).toEqual(['ok undefined', 'ok undefined'])
  })

  it('takes one direction of a duplex one that has only that', async () => {
    const options = {
      readable: false,
      write: (_chunk: unknown, _encoding: string, done: () => void) => done(),
    }
    const writeOnly = new Duplex(options)
    wrapStream(handle(), writeOnly).end('x')
    await new Promise((resolve) => setImmediate(resolve))
    expect(outcomes()).toEqual(['ok undefined'])
  })

  it('fails with its error, which reaches whom it would reach anyway', async () => {
    const broken = wrapStream(
      handle(),
      new Readable({
        read() {
          this.destroy(new RangeError('disk'))
        },
      }),
    )
    await expect(pipeline(broken, new PassThrough())).rejects.toThrow('disk')
    expect(spans()[0]?.attributes).toMatchObject({ outcome: 'failed', 'error.type': 'RangeError' })
  })

  it('leaves an error that nobody handles unhandled', async () => {
    const stream = wrapStream(handle(), new PassThrough())
    expect(stream.listenerCount('error')).toBe(0)
    stream.on('error', () => {})
    stream.destroy(new Error('x'))
    await new Promise((resolve) => stream.on('close', resolve))
    expect(outcomes()).toEqual(['failed'])
  })

  it('is aborted when it is closed before it is through', async () => {
    const stream = wrapStream(handle(), Readable.from(['a', 'b', 'c']))
    for await (const _ of stream) break
    await new Promise((resolve) => setImmediate(resolve))
    expect(outcomes()).toEqual(['aborted'])
    expect(spans()[0]?.status.code).toBe(SpanStatusCode.UNSET)
  })

  it('ends at once when it is through, broken or closed already', async () => {
    const done = Readable.from(['a'])
    await done.toArray()
    wrapStream(handle(), done)
    const broken = new PassThrough().on('error', () => {})
    broken.destroy(new Error('x'))
    await new Promise((resolve) => setImmediate(resolve))
    wrapStream(handle(), broken)
    wrapStream(handle(), new PassThrough().destroy())
    expect(outcomes()).toEqual(['ok undefined', 'failed', 'aborted'])
  })

  it('leaves no listener of its own behind, and survives what is no stream', async () => {
    const [plain, wrapped] = [Readable.from(['a']), wrapStream(handle(), Readable.from(['a']))]
    await Promise.all([plain.toArray(), wrapped.toArray()])
    expect(wrapped.eventNames()).toEqual(plain.eventNames())
    const nothing = {} as Readable
    expect(wrapStream(handle(), nothing)).toBe(nothing)
    expect(outcomes()).toEqual(['ok undefined', 'ok undefined'])
  })
})

describe('a wrapped iterable', () => {
  const active = () => trace.getSpan(context.active())

  it('gives the same items, and ends the operation with the last', () => {
    const handle = operation.start({})
    expect([...wrapIterable(handle, [1, 2, 3])]).toEqual([1, 2, 3])
    expect(outcomes()).toEqual(['ok undefined'])
  })

  it('has what every iterator has', () => {
    const builtIn = Object.getPrototypeOf(Object.getPrototypeOf([].values()))
    const wrapped = wrapIterable(operation.start({}), [1])
    expect(Object.prototype.isPrototypeOf.call(builtIn, wrapped)).toBe(true)
  })

  it('runs a generator inside the context of the operation, and its consumer outside', () => {
    const handle = operation.start({})
    function* items(): Generator<number, string, string> {
      expect(active()).toBe(handle.span)
      const sent = yield 1
      expect(active()).toBe(handle.span)
      expect(sent).toBe('sent')
      return 'returned'
    }
    const wrapped = wrapIterable(handle, items())
    expect(wrapped.next('ignored')).toEqual({ done: false, value: 1 })
    expect(active()).toBeUndefined()
    expect(wrapped.next('sent')).toEqual({ done: true, value: 'returned' })
    expect(outcomes()).toEqual(['ok returned'])
  })

  it('ends as a success when the consumer breaks off, and lets the generator clean up', () => {
    const handle = operation.start({})
    let cleaned = false
    function* items(): Generator<number> {
      try {
        yield 1
        yield 2
      } finally {
        cleaned = active() === handle.span
      }
    }
    for (const _ of wrapIterable(handle, items())) break
    expect(cleaned).toBe(true)
    expect(outcomes()).toEqual(['ok undefined'])
  })

  it('ends with `using`', () => {
    {
      using items = wrapIterable(operation.start({}), [1, 2])
      items.next()
    }
    expect(outcomes()).toEqual(['ok undefined'])
  })

  it('fails with what the generator throws, or what is thrown into it', () => {
    const error = new RangeError('x')
    function* fails(): Generator<number> {
      yield 1
      throw error
    }
    expect(() => [...wrapIterable(operation.start({}), fails())]).toThrow(error)
    const into = wrapIterable(operation.start({}), [1, 2])
    into.next()
    expect(() => into.throw(error)).toThrow(error)
    expect(outcomes()).toEqual(['failed', 'failed'])
  })

  it('does the same for asynchronous ones', async () => {
    const handle = operation.start({})
    async function* items(): AsyncGenerator<number, string> {
      yield 1
      await Promise.resolve()
      expect(active()).toBe(handle.span)
      yield 2
      return 'returned'
    }
    const seen: number[] = []
    for await (const item of wrapIterable(handle, items())) seen.push(item)
    expect(seen).toEqual([1, 2])
    for await (const _ of wrapIterable(operation.start({}), items2())) break
    await expect(drain(wrapIterable(operation.start({}), fails()))).rejects.toThrow('x')
    expect(outcomes()).toEqual(['ok returned', 'ok undefined', 'failed'])

    async function* items2(): AsyncGenerator<number> {
      yield 1
      yield 2
    }
    async function* fails(): AsyncGenerator<number> {
      yield 1
      throw new Error('x')
    }
    async function drain(iterable: AsyncIterable<number>): Promise<void> {
      for await (const _ of iterable);
    }
  })

  it('does so for iterators without `return` and `throw`, and ones that cannot be opened', async () => {
    const bare = {
      [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false as const, value: 1 }) }),
    }
    for await (const _ of wrapIterable(operation.start({}), bare)) break
    const closed = {
      [Symbol.iterator](): Iterator<number> {
        throw new Error('closed')
      },
    }
    expect(() => [...wrapIterable(operation.start({}), closed)]).toThrow('closed')
    expect(outcomes()).toEqual(['ok undefined', 'failed'])
  })
})
