import { DiagLogLevel, diag } from '@opentelemetry/api'
import { afterEach, expect, test } from 'vitest'
import { repeatedWarnings } from './repeated-warnings.ts'

afterEach(() => diag.disable())

test('errors of one kind are warned of once a minute, with how many there were', () => {
  const seen: string[] = []
  const logger = { error() {}, info() {}, debug() {}, verbose() {}, warn: (text: string) => seen.push(text) }
  diag.setLogger(logger, DiagLogLevel.WARN)
  let now = 0
  const tell = repeatedWarnings(() => now)
  tell(new Error('12 points failed'))
  tell(new Error('13 points failed'))
  tell(new Error('another'))
  now = 60_000
  tell(new Error('14 points failed'))
  expect(seen).toEqual([
    'spanmeter: Error: 12 points failed',
    'spanmeter: Error: another',
    'spanmeter: Error: 14 points failed (and 1 more like it since the last time)',
  ])
})
