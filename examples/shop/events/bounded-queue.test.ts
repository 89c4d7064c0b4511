import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BoundedQueue } from './bounded-queue.ts'

test('it behaves as an array that refuses what goes beyond its capacity', () => {
  const command = fc.option(fc.integer(), { nil: 'shift' as const })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(command, { maxLength: 100 }),
      (capacity, commands) => {
        const queue = new BoundedQueue<number>(capacity)
        const model: number[] = []
        for (const item of commands) {
          if (item === 'shift') expect(queue.shift()).toBe(model.shift())
          else {
            const room = model.length < capacity
            expect(queue.push(item)).toBe(room)
            if (room) model.push(item)
          }
          expect(queue.size).toBe(model.length)
        }
      },
    ),
  )
})
