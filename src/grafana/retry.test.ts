import { expect, test } from 'vitest'
import { GrafanaError } from './error.ts'
import { pauseBefore } from './retry.ts'

const server = (retryAfterSeconds?: number) =>
  new GrafanaError('It is away.', {
    kind: 'server',
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  })

test('pauses grow, and none is longer than ten seconds', () => {
  const pauses = Array.from({ length: 10 }, (_, attempt) => pauseBefore(attempt, server()) ?? Number.NaN)
  expect(pauses[0]).toBeLessThanOrEqual(250)
  expect(pauses[3]).toBeGreaterThan(pauses[0] ?? 0)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(10_000)
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(125)
})

test('a server is waited for as long as it asks, if that is not too long', () => {
  expect(pauseBefore(0, server(10))).toBe(10_000)
  expect(pauseBefore(0, server(11))).toBeUndefined()
})
