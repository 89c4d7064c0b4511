import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Output } from './output.ts'

const said = (out: Output) => Buffer.from(out.take()).toString()

describe('output', () => {
  it('is what was written, as UTF-8', () => {
    const out = new Output()
    out.text('ünï ')
    out.bytes(Buffer.from('日'))
    out.lineFeed()
    out.count(42)
    expect(out.length).toBe(12)
    expect(said(out)).toBe('ünï 日\n42')
    expect(said(out)).toBe('')
  })

  it('writes counts as they are, whole or not', () => {
    const numbers = fc.oneof(
      fc.nat(),
      fc.nat(100),
      fc.maxSafeNat(),
      fc.double({ min: 0 }),
      fc.constantFrom(999_999_999, 1e9, 1e21),
    )
    fc.assert(
      fc.property(
        numbers.map((count) => (count < 1e9 ? Math.floor(count) : count)),
        (count) => {
          const out = new Output()
          out.count(count)
          expect(said(out)).toBe(String(count))
        },
      ),
    )
  })

  it('repeats a beginning, and grows past its room without losing any of it', () => {
    const out = new Output()
    out.text('before ')
    const start = out.length
    out.text('é'.repeat(50_000))
    const width = out.length - start
    for (let time = 0; time < 5; time++) out.again(start, width)
    expect(said(out)).toBe(`before ${'é'.repeat(300_000)}`)
  })

  it('leaves alone what it has handed over', () => {
    const out = new Output()
    out.text('first')
    const first = out.take()
    out.text('other')
    expect(Buffer.from(first).toString()).toBe('first')
  })
})
