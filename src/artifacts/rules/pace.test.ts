import { expect, test } from 'vitest'
import { Pace } from './pace.ts'

test('at the pace of the clock nothing changes', () => {
  const pace = new Pace(1)
  expect([pace.duration('5m'), pace.duration('0s'), pace.count(20)]).toEqual(['5m', '0s', 20])
})

test('a faster pace divides durations and counts', () => {
  const pace = new Pace(15)
  expect([pace.duration('5m'), pace.duration('3d'), pace.count(30)]).toEqual(['20000ms', '17280000ms', 2])
  const of = { show: 'increase', of: 'sent' } as const
  expect([pace.minimum(30), pace.minimum({ of, count: 45 })]).toEqual([2, { of, count: 3 }])
})

test('what is no pace or no duration is refused in a sentence', () => {
  expect(() => new Pace(0)).toThrow('timeScale is 0; it divides windows and must be a positive number.')
  expect(() => new Pace(2).duration('soon')).toThrow('soon is no duration like 5m.')
})
