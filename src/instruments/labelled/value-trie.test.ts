import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type TrieKey, ValueTrie } from './value-trie.ts'

const value = fc.constantFrom<TrieKey>('a', 'b', '1', 1, true, 'true', undefined)

describe('ValueTrie', () => {
  it('finds, keeps and forgets what a plain map would, for any number of labels', () => {
    const runs = fc.integer({ min: 0, max: 6 }).chain((arity) =>
      fc.tuple(
        fc.constant(arity),
        fc.array(
          fc.record({
            does: fc.constantFrom('set', 'find', 'delete'),
            values: fc.array(value, { minLength: arity, maxLength: arity }),
          }),
        ),
      ),
    )
    fc.assert(
      fc.property(runs, ([arity, steps]) => {
        const keys = Array.from({ length: arity }, (_, index) => `label${index}`)
        const trie = new ValueTrie<{ id: number }>({ keys, capacity: 1_000 })
        const oracle = new Map<string, { id: number }>()
        const keyOf = (values: readonly TrieKey[]) => values.map((one) => `${typeof one}:${one}`).join('|')
        for (const [id, { does, values }] of steps.entries()) {
          const labels = Object.fromEntries(
            keys.flatMap((key, index) => (values[index] === undefined ? [] : [[key, values[index]]])),
          )
          if (does === 'set') {
            expect(trie.set(values, oracle.get(keyOf(values)) ?? { id })).toBe(true)
            oracle.set(keyOf(values), trie.at(values) ?? { id: -1 })
          }
          if (does === 'delete') expect(trie.delete(values)).toBe(oracle.delete(keyOf(values)))
          expect(trie.find(labels)).toBe(oracle.get(keyOf(values)))
          expect(trie.at(values)).toBe(oracle.get(keyOf(values)))
          expect(trie.size).toBe(oracle.size)
          expect(new Set(trie.leaves())).toEqual(new Set(oracle.values()))
        }
      }),
    )
  })

  it('finds nothing for labels beyond the declared ones, whether or not a declared one is absent', () => {
    const trie = new ValueTrie<object>({ keys: ['a', 'b'], capacity: 10 })
    trie.set(['x', undefined], {})
    trie.set(['x', 'y'], {})
    expect(trie.find({ a: 'x' })).toBeDefined()
    expect(trie.find({ a: 'x', c: 'z' })).toBeUndefined()
    expect(trie.find({ a: 'x', b: 'y', c: 'z' })).toBeUndefined()
  })

  it('finds the same leaf with and without labels that it is told to ignore', () => {
    const trie = new ValueTrie<object>({ keys: ['a'], ignored: ['tenant'], capacity: 10 })
    const leaf = {}
    trie.set(['x'], leaf)
    expect(trie.find({ a: 'x' })).toBe(leaf)
    expect(trie.find({ a: 'x', tenant: 'acme' })).toBe(leaf)
    expect(trie.find({ a: 'x', tenant: 'acme', other: 1 })).toBeUndefined()
  })

  it('keeps no more leaves than its capacity, and makes room when one is deleted', () => {
    const trie = new ValueTrie<object>({ keys: ['a', 'b'], capacity: 2 })
    expect(trie.set(['1', '1'], {})).toBe(true)
    expect(trie.set(['1', '2'], {})).toBe(true)
    expect(trie.set(['2', '1'], {})).toBe(false)
    expect(trie.set(['1', '2'], {})).toBe(true)
    expect(trie.size).toBe(2)
    trie.delete(['1', '1'])
    expect(trie.set(['2', '1'], {})).toBe(true)
  })
})
