import { expect, test } from 'vitest'
import { Slots } from './slots.ts'

test('who finds no place free waits in turn', async () => {
  const slots = new Slots(2, 60_000)
  const first = await slots.take()
  await slots.take()
  const order: string[] = []
  const third = slots.take().then((give) => {
    order.push('third')
    return give
  })
  const fourth = slots.take().then(() => order.push('fourth'))
  expect(slots.taken).toBe(2)
  first()
  first()
  const give = await third
  expect(order).toEqual(['third'])
  give()
  await fourth
  expect([order, slots.taken]).toEqual([['third', 'fourth'], 2])
})

test('whose turn does not come in time is told, and takes no place later', async () => {
  const slots = new Slots(1, 10)
  const give = await slots.take()
  await expect(slots.take()).rejects.toThrow('None of 1 connections became free within 0.01 s.')
  give()
  expect(slots.taken).toBe(0)
  await slots.take()
})
