import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SlidingWindow } from './sliding-window.ts'

function windowWithClock(start = 0) {
  let now = start
  return {
    window: new SlidingWindow(() => now),
    wait: (millis: number) => {
      now += millis
    },
  }
}

test('a window in which nothing happened has no value', () => {
  const { window } = windowWithClock()
  expect(window.ratio()).toBeUndefined()
  expect(window.perSecond()).toBeUndefined()
})

test('a ratio is the part of the whole', () => {
  const { window } = windowWithClock()
  window.count(1, true)
  window.count(3, false)
  expect(window.ratio()).toBe(0.25)
})

test('what is older than 5 minutes is forgotten, and then there is no value again', () => {
  const { window, wait } = windowWithClock(123_456)
  window.count(1, true)
  wait(240_000)
  window.count(1, false)
  expect(window.ratio()).toBe(0.5)
  wait(60_000)
  expect(window.ratio()).toBe(0)
  wait(300_000)
  expect(window.ratio()).toBeUndefined()
})

test('a rate is per second of the window, or of its age while it is younger', () => {
  const { window, wait } = windowWithClock()
  window.count(30, false)
  expect(window.perSecond()).toBe(3)
  wait(60_000)
  expect(window.perSecond()).toBe(0.5)
  wait(230_000)
  window.count(270, false)
  expect(window.perSecond()).toBeCloseTo(300 / 290)
})

test('a window that slept for long counts what comes after', () => {
  const { window, wait } = windowWithClock()
  window.count(5, true)
  wait(24 * 3_600_000)
  window.count(1, false)
  expect(window.ratio()).toBe(0)
})

test('the window holds exactly the events of the current slot and the 29 before', () => {
  const event = fc.record({ wait: fc.nat({ max: 90_000 }), part: fc.boolean() })
  fc.assert(
    fc.property(fc.nat({ max: 100_000 }), fc.array(event, { maxLength: 60 }), (start, events) => {
      const { window, wait } = windowWithClock(start)
      let now = start
      const seen: Array<{ slot: number; part: boolean }> = []
      for (const { wait: millis, part } of events) {
        wait(millis)
        now += millis
        window.count(1, part)
        seen.push({ slot: Math.floor(now / 10_000), part })
      }
      const inWindow = seen.filter(({ slot }) => slot > Math.floor(now / 10_000) - 30)
      const expected =
        inWindow.length === 0 ? undefined : inWindow.filter(({ part }) => part).length / inWindow.length
      expect(window.ratio()).toBe(expected)
    }),
  )
})
