import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { Courses, upOf } from '../../../test/systems/alerts/alert-case.ts'
import { findPromtool } from '../../../test/systems/alerts/promtool.ts'
import { promtoolFolder } from '../../../test/systems/alerts/promtool-folder.ts'
import { promtoolTests, type WrittenAlert } from '../../../test/systems/alerts/promtool-tests.ts'
import { monitoringArtifacts } from '../artifacts.ts'
import { createTelemetry } from '../telemetry.ts'
import { alertCases } from './cases.ts'
import { daysTests } from './days.ts'

const job = 'monitoring-service'
const here = join(import.meta.dirname, '..')
const rulesPath = 'prometheus/rules/monitoring-service.rules.yml'
const testsPath = 'prometheus/tests/monitoring-service.test.yml'
const daysPath = 'prometheus/tests/monitoring-service-days.test.yml'
const rulesFile = '../rules/monitoring-service.rules.yml'
const rulesText = monitoringArtifacts().get(rulesPath) ?? ''
const { groups } = parse(rulesText) as { groups: readonly { rules: readonly WrittenAlert[] }[] } // As it was just written.
const alerts = groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined))
const cases = alertCases(new Courses(createTelemetry(), { job, sources: ['scrape'] }))
const testsText = promtoolTests({
  from: 'examples/monitoring-service/alerts',
  rulesFile,
  cases,
  alerts,
  background: [upOf({ job }, [1, 1])],
})
const daysText = daysTests(rulesFile)

test('each alert has its case', () => {
  const names = alerts.map(({ alert }) => alert).toSorted()
  expect([...new Set(cases.map(({ alert }) => alert))].toSorted()).toEqual(names)
})

test('the cases that are committed are those of the declaration', async () => {
  await expect(testsText).toMatchFileSnapshot(join(here, testsPath))
  await expect(daysText).toMatchFileSnapshot(join(here, daysPath))
})

describe('promtool', () => {
  const promtool = findPromtool(join(here, '../..'))
  const run = promtoolFolder(
    promtool,
    new Map([
      [rulesPath, rulesText],
      [testsPath, testsText],
      [daysPath, daysText],
    ]),
  )

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

  it.skipIf(promtool === undefined)(
    'sees engagement fall against the day before',
    () => {
      expect(run('test', 'rules', daysPath)).toEqual({ status: 0, said: '' })
    },
    240_000,
  )
})
