import { expect, test } from 'vitest'
import { parseDuration } from './duration.ts'

test.each([
  ['500ms', 0.5],
  ['30s', 30],
  ['30', 30],
  ['1.5m', 90],
  [' 2h ', 7200],
])('%j is %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

test.each(['', 's', '-1s', '0', '1d', '1 s', 'Infinity', '1e3s'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})

test('a time that no timer can hold is refused', () => {
  expect(parseDuration('596h')).toBe(596 * 3600)
  expect(parseDuration('597h')).toBeUndefined()
})
