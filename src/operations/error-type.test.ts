import { describe, expect, it } from 'vitest'
import { errorTypeOf, isAbort } from './error-type.ts'

class PaymentRefused extends Error {}

describe('the class of an error', () => {
  it.each([
    ['its code', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    ['a numeric code', Object.assign(new Error('x'), { code: 14 }), '14'],
    ['its name', new TypeError('x'), 'TypeError'],
    ['its class', new PaymentRefused('x'), 'PaymentRefused'],
    ['the name of a DOMException', new DOMException('x', 'TimeoutError'), 'TimeoutError'],
    ['plain Error', new Error('order 4711 not found'), 'Error'],
    ['a status', 503, '503'],
    ['a token', 'timeout', 'timeout'],
  ])('is %s', (_, error, type) => {
    expect(errorTypeOf(error)).toBe(type)
  })

  it.each([
    ['a message', 'order 4711 not found'],
    ['nothing', undefined],
    ['null', null],
    ['a plain object', { reason: 'x' }],
    ['a fraction', 0.5],
    ['a name with an id', Object.assign(new Error('x'), { name: 'order 4711' })],
    ['a very long name', Object.assign(new Error('x'), { name: 'x'.repeat(81) })],
  ])('is _OTHER for %s', (_, error) => {
    expect(errorTypeOf(error)).toBe('_OTHER')
  })

  it('takes on few values, even where each error has one of its own', () => {
    const types = new Set<string>()
    for (let index = 0; index < 10_000; index++) types.add(errorTypeOf(`user_${index}`))
    expect(types.size).toBeLessThanOrEqual(201)
    expect(types.has('_OTHER')).toBe(true)
  })
})

describe('an abort', () => {
  it('is an AbortError, or the reason of the aborted signal', () => {
    expect(isAbort(new DOMException('x', 'AbortError'), undefined)).toBe(true)
    expect(isAbort('left', AbortSignal.abort('left'))).toBe(true)
    expect(isAbort('left', AbortSignal.abort('another'))).toBe(false)
    expect(isAbort(undefined, new AbortController().signal)).toBe(false)
    expect(isAbort(new DOMException('x', 'TimeoutError'), undefined)).toBe(false)
  })
})
