import { expect, test } from 'vitest'
import { findSdkVersions, mixedLines } from './lines.ts'

test('the packages that are installed here are of one line', () => {
  const versions = findSdkVersions()
  expect(Object.keys(versions)).toHaveLength(5)
  expect(mixedLines(versions)).toBeUndefined()
})

test('packages of two lines are named in one sentence', () => {
  expect(mixedLines({ core: '2.12.0', 'sdk-trace': '3.1.1' })).toBe(
    'Two lines of the OpenTelemetry SDK are installed together (@opentelemetry/core 2.12.0, @opentelemetry/sdk-trace 3.1.1): install all of these packages in versions of one line, 2.x or 3.x.',
  )
})
