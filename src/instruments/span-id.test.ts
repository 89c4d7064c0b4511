import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ID_WORDS, readIds, writeIds } from './span-id.ts'

const hex = (digits: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits })
    .map((all) => all.join(''))

describe('ids as words', () => {
  it('come back as they were, in lower case', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, upper) => {
        fc.pre(/[^0]/.test(traceId) && /[^0]/.test(spanId))
        const words = new Uint32Array(ID_WORDS + 4)
        expect(writeIds(upper ? traceId.toUpperCase() : traceId, spanId, words, 2)).toBe(true)
        expect(readIds(words, 2)).toEqual({ traceId, spanId })
      }),
    )
  })

  it.each([
    ['zeros', '0'.repeat(32), 'b'.repeat(16)],
    ['a zero span', 'a'.repeat(32), '0'.repeat(16)],
    ['other characters', 'g'.repeat(32), 'b'.repeat(16)],
    ['a wrong length', 'a'.repeat(31), 'b'.repeat(16)],
    ['punctuation', '@'.repeat(32), '`'.repeat(16)],
  ])('refuse %s', (_, traceId, spanId) => {
    expect(writeIds(traceId, spanId, new Uint32Array(ID_WORDS), 0)).toBe(false)
  })

  it('refuse what is no text', () => {
    expect(writeIds(1 as never, {} as never, new Uint32Array(ID_WORDS), 0)).toBe(false)
  })

  it('are empty where there are none', () => {
    expect(readIds(new Uint32Array(ID_WORDS), 0)).toEqual({ traceId: '', spanId: '' })
  })
})
