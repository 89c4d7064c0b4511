import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { upOf } from '../../../test/systems/alerts/alert-case.ts'
import { findPromtool } from '../../../test/systems/alerts/promtool.ts'
import { promtoolFolder } from '../../../test/systems/alerts/promtool-folder.ts'
import { promtoolTests, type WrittenAlert } from '../../../test/systems/alerts/promtool-tests.ts'
import { shopArtifacts } from '../artifacts.ts'
import { createTelemetry } from '../telemetry.ts'
import { alertCases } from './cases.ts'
import { daysTests } from './days.ts'

const repository = join(import.meta.dirname, '../../..')
const rulesPath = 'prometheus/rules/shop.rules.yml'
const testsPath = 'prometheus/tests/shop.test.yml'
const daysPath = 'prometheus/tests/shop-days.test.yml'
const rulesText = shopArtifacts('shop').get(rulesPath) ?? ''
const { groups } = parse(rulesText) as {
  groups: readonly { rules: readonly WrittenAlert[] }[]
}
const alerts = groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined))
const cases = alertCases(createTelemetry('shop'))
const testsText = promtoolTests({
  from: 'examples/shop/alerts',
  rulesFile: '../rules/shop.rules.yml',
  cases,
  alerts,
  background: [upOf({ job: 'shop' }, [1, 1])],
})
const daysText = daysTests('../rules/shop.rules.yml', createTelemetry('shop'))

test('each alert has its case', () => {
  const names = alerts.map(({ alert }) => alert).toSorted()
  expect([...new Set(cases.map(({ alert }) => alert))].toSorted()).toEqual(names)
})

test('the cases that are committed are those of the declaration', async () => {
  await expect(testsText).toMatchFileSnapshot(join(repository, testsPath))
  await expect(daysText).toMatchFileSnapshot(join(repository, daysPath))
})

describe('promtool', () => {
  const promtool = findPromtool(repository)
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
    'sees budgets burn for days, with the true durations',
    () => {
      expect(run('test', 'rules', daysPath)).toEqual({ status: 0, said: '' })
    },
    240_000,
  )
})
