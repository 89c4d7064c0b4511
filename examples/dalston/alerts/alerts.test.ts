import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { Courses, upOf } from '../../../test/systems/alerts/alert-case.ts'
import { findPromtool } from '../../../test/systems/alerts/promtool.ts'
import { promtoolFolder } from '../../../test/systems/alerts/promtool-folder.ts'
import { promtoolTests, type WrittenAlert } from '../../../test/systems/alerts/promtool-tests.ts'
import { dalstonArtifacts } from '../artifacts.ts'
import { services } from '../process/services.ts'
import { createTelemetry } from '../telemetry/system.ts'
import { alertCases } from './cases.ts'

const here = join(import.meta.dirname, '..')
const rulesPath = 'prometheus/rules/dalston.rules.yml'
const testsPath = 'prometheus/tests/dalston.test.yml'
const rulesText = dalstonArtifacts().get(rulesPath) ?? ''
const { groups } = parse(rulesText) as { groups: readonly { rules: readonly WrittenAlert[] }[] } // As it was just written.
const alerts = groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined))
const { job } = services.gateway
const cases = alertCases(new Courses(createTelemetry(), { job, sources: ['scrape'] }))
const testsText = promtoolTests({
  from: 'examples/dalston/alerts',
  rulesFile: '../rules/dalston.rules.yml',
  cases,
  alerts,
  background: Object.values(services).map((service) => upOf(service, [1, 1])),
})

test('each alert has its case', () => {
  const names = new Set(cases.map(({ alert }) => alert))
  expect([...names].toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted())
})

test('the cases that are committed are those of the declaration', async () => {
  await expect(testsText).toMatchFileSnapshot(join(here, testsPath))
})

describe('promtool', () => {
  const promtool = findPromtool(join(here, '../..'))
  const files = [
    [rulesPath, rulesText],
    [testsPath, testsText],
  ] as const
  const run = promtoolFolder(promtool, new Map(files))

  it.skipIf(promtool === undefined)('finds no fault with the rules', () => {
    expect(run('check', 'rules', rulesPath)).toEqual({ status: 0, said: '' })
  })

  it.skipIf(promtool === undefined)(
    'sees every alert fire when it must, and be silent otherwise',
    () => {
      expect(run('test', 'rules', testsPath)).toEqual({ status: 0, said: '' })
    },
    240_000,
  )
})
