import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { findPromtool } from '../../../test/systems/alerts/promtool.ts'
import { promtoolFolder } from '../../../test/systems/alerts/promtool-folder.ts'
import { promtoolTests, type WrittenAlert } from '../../../test/systems/alerts/promtool-tests.ts'
import { voiceArtifacts } from '../artifacts.ts'
import { createTelemetry } from '../telemetry.ts'
import { alertCases, background } from './cases.ts'
import { moreCases } from './more-cases.ts'

const example = join(import.meta.dirname, '..')
const rulesPath = 'prometheus/rules/voice-platform.rules.yml'
const testsPath = 'prometheus/tests/voice-platform.test.yml'
const morePath = 'prometheus/tests/voice-platform-workers.test.yml'
const rulesFile = '../rules/voice-platform.rules.yml'
const telemetry = createTelemetry()
const rulesText = voiceArtifacts().get(rulesPath) ?? ''
const { groups } = parse(rulesText) as { groups: readonly { rules: readonly WrittenAlert[] }[] }
const alerts = groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined))
const cases = alertCases(telemetry)
const testsText = promtoolTests({
  from: 'examples/voice-platform/alerts',
  rulesFile,
  cases,
  alerts,
  background: background(telemetry),
})
const moreText = moreCases(rulesFile, background(telemetry))

test('each alert has its case', () => {
  const names = alerts.map(({ alert }) => alert).toSorted()
  expect(cases.map(({ alert }) => alert).toSorted()).toEqual(names)
})

test('the cases that are committed are those of the declaration', async () => {
  await expect(testsText).toMatchFileSnapshot(join(example, testsPath))
  await expect(moreText).toMatchFileSnapshot(join(example, morePath))
})

describe('promtool', () => {
  const promtool = findPromtool(join(example, '../..'))
  const run = promtoolFolder(
    promtool,
    new Map([
      [rulesPath, rulesText],
      [testsPath, testsText],
      [morePath, moreText],
    ]),
  )

  it.skipIf(promtool === undefined)('finds no fault with the rules', () => {
    expect(run('check', 'rules', '--lint-fatal', rulesPath)).toEqual({ status: 0, said: '' })
  })

  it.skipIf(promtool === undefined)(
    'sees every alert fire when it must, and be silent otherwise',
    () => {
      expect(run('test', 'rules', testsPath)).toEqual({ status: 0, said: '' })
    },
    240_000,
  )

  it.skipIf(promtool === undefined)('sees what several processes and lost partners come to', () => {
    expect(run('test', 'rules', morePath)).toEqual({ status: 0, said: '' })
  })
})
