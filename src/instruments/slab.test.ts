import { describe, expect, it } from 'vitest'
import { Slab } from './slab.ts'

describe('Slab', () => {
  it('hands out places that do not overlap, of zeros', () => {
    const slab = new Slab(3)
    const places = Array.from({ length: 5000 }, () => slab.take())
    places.forEach(({ cells, at }, i) => {
      expect([...cells.slice(at, at + 3)]).toEqual([0, 0, 0])
      cells.fill(i + 1, at, at + 3)
    })
    places.forEach(({ cells, at }, i) => {
      expect([cells[at], cells[at + 2]]).toEqual([i + 1, i + 1])
    })
    expect(new Set(places.map(({ slot }) => slot)).size).toBe(5000)
  })

  it('begins small, and puts many places into few arrays', () => {
    const slab = new Slab(20)
    expect(slab.take().cells.length).toBeLessThanOrEqual(2 * 20)
    const arrays = new Set(Array.from({ length: 2000 }, () => slab.take().cells))
    expect(arrays.size).toBeLessThan(20)
  })

  it('hands out a place again that was given back, emptied', () => {
    const slab = new Slab(2)
    const place = slab.take()
    slab.take()
    place.cells.fill(7, place.at, place.at + 2)
    slab.release(place)
    const again = slab.take()
    expect([again.slot, again.at]).toEqual([place.slot, place.at])
    expect([...again.cells.slice(again.at, again.at + 2)]).toEqual([0, 0])
  })
})
