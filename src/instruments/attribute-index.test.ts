import type { Attributes } from '@opentelemetry/api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AttributeIndex } from './attribute-index.ts'
import { cleanAttributes } from './clean-attributes.ts'

interface Entry {
  readonly id: number
}

function clean(attributes: unknown) {
  return cleanAttributes(attributes, 'test')
}

/** An index that knows these attributes, in the order in which they are written here. */
function knowing(...all: Attributes[]): AttributeIndex<Entry> {
  const index = new AttributeIndex<Entry>()
  all.forEach((attributes, id) => {
    index.insert(clean(attributes), { id })
    index.remember(attributes, clean(attributes))
  })
  return index
}

describe('AttributeIndex', () => {
  it('finds an entry by another object of the same content', () => {
    const index = knowing({ method: 'GET', status: 200 }, {}, { method: 'GET' })
    expect(index.find({ method: 'GET', status: 200 })?.id).toBe(0)
    expect(index.find({})?.id).toBe(1)
    expect(index.find({ method: 'GET' })?.id).toBe(2)
  })

  it('finds nothing by other values, other keys, more keys or fewer', () => {
    const index = knowing({ method: 'GET', status: 200 })
    for (const other of [
      { method: 'GET', status: 201 },
      { method: 'GET' },
      { method: 'GET', status: 200, x: 1 },
      { status: 200 },
    ]) {
      expect(index.find(other)).toBeUndefined()
      expect(index.locate(clean(other))).toBeUndefined()
    }
  })

  it('remembers no order of very many keys, and still locates the entry', () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, key) => [`key${key}`, key]))
    const index = knowing(many)
    expect(index.find(many)).toBeUndefined()
    expect(index.locate(clean(many))?.id).toBe(0)
  })

  it('tells 1, "1", true and "true" apart', () => {
    const index = knowing({ a: 1 }, { a: '1' }, { a: true }, { a: 'true' })
    expect([1, '1', true, 'true'].map((a) => index.find({ a })?.id)).toEqual([0, 1, 2, 3])
  })

  it('takes -0 for 0 and an undefined value for an absent one', () => {
    const index = knowing({ a: -0 })
    expect(index.find({ a: 0 })?.id).toBe(0)
    expect(index.find({ a: -0, b: undefined })?.id).toBe(0)
  })

  it('compares arrays by content, and with nothing that is no array', () => {
    const index = knowing({ a: [1, 2] }, { a: ['1', '2'] }, { a: '1,2,' }, { a: [] })
    const located = (a: unknown) => index.locate(clean({ a }))?.id
    expect([[1, 2], ['1', '2'], '1,2,', [], ['1,2'], [1]].map(located)).toEqual([
      0,
      1,
      2,
      3,
      undefined,
      undefined,
    ])
  })

  it('keeps keys such as __proto__ and constructor apart from what objects inherit', () => {
    const hostile = JSON.parse('{"__proto__":"x","constructor":"y"}') as Attributes
    const index = knowing(hostile)
    expect(index.find(JSON.parse('{"__proto__":"x","constructor":"y"}'))?.id).toBe(0)
    expect(index.find({})).toBeUndefined()
    expect(index.find(Object.create({ constructor: 'y' }))).toBeUndefined()
  })

  it('survives attributes whose getters look up in it again', () => {
    const index = knowing({ a: 1, b: 2 })
    const nested = {
      a: 1,
      get b() {
        index.find({ a: 9, b: 9 })
        return 2
      },
    }
    expect(index.find(nested)?.id).toBe(0)
  })

  it('survives attributes that throw', () => {
    const index = knowing({ a: 1 })
    const throwing = {
      get a(): number {
        throw new Error('no')
      },
    }
    expect(index.find(throwing)).toBeUndefined()
    expect(index.find({ a: 1 })?.id).toBe(0)
  })

  it('finds by sorted copy what is written in an order beyond those it remembers', () => {
    const index = new AttributeIndex<Entry>()
    const sets = Array.from({ length: 300 }, (_, id) => ({ [`key${id}`]: 1, common: 2 }))
    sets.forEach((attributes, id) => {
      index.insert(clean(attributes), { id })
      index.remember(attributes, clean(attributes))
    })
    expect(sets.map((attributes) => index.locate(clean(attributes))?.id)).toEqual(sets.map((_, id) => id))
    const remembered = sets.filter((attributes) => index.find(attributes) !== undefined)
    expect(remembered).toHaveLength(256)
  })

  it('agrees with a map of texts, whatever is inserted, removed and looked for in any order of keys', () => {
    const attributes = fc
      .shuffledSubarray(['a', 'b', 'c'])
      .chain((keys) =>
        fc.tuple(
          ...keys.map((key) =>
            fc.tuple(fc.constant(key), fc.constantFrom<unknown>(0, 1, '1', true, [1], ['1'], '')),
          ),
        ),
      )
      .map((entries) => Object.fromEntries(entries) as Attributes)
    const step = fc.tuple(fc.constantFrom('insert', 'remove', 'find'), attributes)
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const index = new AttributeIndex<Entry>()
        const model = new Map<string, Entry>()
        steps.forEach(([what, each], id) => {
          const key = JSON.stringify(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
          const known = model.get(key)
          expect(index.locate(clean(each))).toBe(known)
          const found = index.find(each)
          if (found !== undefined) expect(found).toBe(known)
          if (what === 'insert' && known === undefined) {
            index.insert(clean(each), { id })
            model.set(key, index.locate(clean(each)) ?? { id: -1 })
            index.remember(each, clean(each))
            const hasArray = Object.values(each).some(Array.isArray)
            if (!hasArray) expect(index.find(each)).toEqual({ id })
          }
          if (what === 'remove') {
            index.remove(clean(each))
            model.delete(key)
          }
        })
      }),
      { numRuns: 300 },
    )
  })
})
