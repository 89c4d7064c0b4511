import { describe, expect, it } from 'vitest'
import { droppedAttributes } from '../guard/index.ts'
import { attributesBeyond, cleanAttributes } from './clean-attributes.ts'

/** How many attributes were left off while `work` ran, by reason. */
function leftOff(work: () => void): Record<string, number> {
  const before = new Map(droppedAttributes())
  work()
  const more = [...droppedAttributes()].map(
    ([reason, count]) => [reason, count - (before.get(reason) ?? 0)] as const,
  )
  return Object.fromEntries(more.filter(([, count]) => count > 0))
}

describe('cleanAttributes', () => {
  it('copies, sorts and freezes', () => {
    const list = ['x']
    const given = { b: 1, a: list }
    const { keys, attributes } = cleanAttributes(given, 'test')
    list.push('y')
    given.b = 2
    expect(keys).toEqual(['a', 'b'])
    expect(attributes).toEqual({ a: ['x'], b: 1 })
    expect(Object.isFrozen(attributes) && Object.isFrozen(attributes.a)).toBe(true)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'text'],
    ['a number', 5],
    ['a function', () => undefined],
  ])('takes %s for no attributes', (_, given) => {
    expect(cleanAttributes(given, 'test').attributes).toEqual({})
  })

  it('leaves off and counts what is no attribute value, and keeps the rest', () => {
    const circular: Record<string, unknown> = { good: 1 }
    circular.self = circular
    const bad = {
      big: 1n,
      symbol: Symbol('s'),
      call: () => 1,
      object: {},
      none: null,
      mixed: [1, 'a'],
      nested: [[1]],
    }
    let attributes: object = {}
    const counts = leftOff(() => {
      attributes = {
        ...cleanAttributes(circular, 'test').attributes,
        ...cleanAttributes({ ...bad, ok: true }, 'test').attributes,
      }
    })
    expect(attributes).toEqual({ good: 1, ok: true })
    expect(counts).toEqual({ invalid_value: 8 })
  })

  it('leaves off and counts what throws', () => {
    const throwing = {
      ok: 1,
      get bad(): number {
        throw new Error('no')
      },
    }
    const proxy = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    const list = new Proxy([1], {
      get: () => {
        throw new Error('no')
      },
    })
    let attributes: object = {}
    const counts = leftOff(() => {
      attributes = cleanAttributes(throwing, 'test').attributes
      cleanAttributes(proxy, 'test')
      cleanAttributes({ list }, 'test')
    })
    expect(attributes).toEqual({ ok: 1 })
    expect(counts).toEqual({ unreadable: 3 })
  })

  it('leaves off arrays that claim to be endless, without looking through them', () => {
    const proxy = new Proxy([], { get: (_, key) => (key === 'length' ? Number.POSITIVE_INFINITY : 'x') })
    const given = { ok: ['a'], sparse: new Array(2 ** 32 - 1), proxy }
    const counts = leftOff(() => expect(cleanAttributes(given, 'test').attributes).toEqual({ ok: ['a'] }))
    expect(counts).toEqual({ invalid_value: 2 })
  })

  it('makes 0 of -0, in arrays too', () => {
    const { attributes } = cleanAttributes({ a: -0, b: [-0, 1] }, 'test')
    expect([attributes.a, attributes.b]).toStrictEqual([0, [0, 1]])
  })

  it('keeps __proto__ as an attribute without touching the prototype', () => {
    const { attributes } = cleanAttributes(JSON.parse('{"__proto__":"x"}'), 'test')
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype)
    expect(Object.keys(attributes)).toEqual(['__proto__'])
    expect(JSON.stringify(attributes)).toBe('{"__proto__":"x"}')
  })

  it('leaves off inherited and undefined attributes silently', () => {
    const given = Object.assign(Object.create({ inherited: 1 }), { own: 2, absent: undefined })
    expect(leftOff(() => expect(cleanAttributes(given, 'test').attributes).toEqual({ own: 2 }))).toEqual({})
  })
})

describe('attributesBeyond', () => {
  it('is what the kept ones lack or have otherwise', () => {
    expect(attributesBeyond({ a: 1, b: [1], c: 'x', d: [2] }, { a: 1, b: [1], c: 'y' })).toEqual({
      c: 'x',
      d: [2],
    })
  })
})
