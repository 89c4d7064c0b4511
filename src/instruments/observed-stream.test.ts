import { describe, expect, it } from 'vitest'
import { PlainReader, start } from '../../test/instruments/harness.ts'

/** An observable counter that a delta reader collects, and what it observes. */
function observing() {
  const reader = new PlainReader('delta')
  const { meter } = start({ readers: [reader], cardinalityLimit: 2 })
  const totals = new Map<string, number>()
  meter.createObservableCounter('bytes').addCallback((observed) => {
    for (const [device, total] of totals) observed.observe(total, { device })
  })
  return { totals, values: () => reader.values('bytes') }
}

describe('a delta reader of an observable counter', () => {
  it('gets what was added since its last collection, 0 included', async () => {
    const { totals, values } = observing()
    totals.set('a', 5)
    expect(await values()).toEqual([[{ device: 'a' }, 5]])
    expect(await values()).toEqual([[{ device: 'a' }, 0]])
    totals.set('a', 7)
    expect(await values()).toEqual([[{ device: 'a' }, 2]])
  })

  it('gets the whole of a counter that has begun anew', async () => {
    const { totals, values } = observing()
    totals.set('a', 100)
    await values()
    totals.set('a', 3)
    expect(await values()).toEqual([[{ device: 'a' }, 3]])
  })

  it('goes on where it was with a series that comes back', async () => {
    const { totals, values } = observing()
    totals.set('a', 10)
    await values()
    totals.delete('a')
    expect(await values()).toEqual([])
    totals.set('a', 15)
    expect(await values()).toEqual([[{ device: 'a' }, 5]])
  })

  it('remembers no more series than the limit has room for', async () => {
    const { totals, values } = observing()
    for (let device = 0; device < 10; device++) {
      totals.clear()
      totals.set(`${device}`, 10)
      await values()
    }
    totals.clear()
    totals.set('0', 12)
    // Forgotten, so that all of it is new; the last ones are remembered.
    expect(await values()).toEqual([[{ device: '0' }, 12]])
    totals.set('9', 11)
    expect(await values()).toEqual([
      [{ device: '0' }, 0],
      [{ device: '9' }, 1],
    ])
  })
})
