import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { shopArtifacts } from '../artifacts.ts'
import { createTelemetry } from '../telemetry.ts'
import { alertCases } from './cases.ts'
import { daysTests } from './days.ts'
import { findPromtool } from './promtool.ts'
import { promtoolTests, type WrittenAlert } from './promtool-tests.ts'

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
const testsText = promtoolTests('../rules/shop.rules.yml', cases, alerts)
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
  // In a folder of its own: what is committed may be stale while it is being generated.
  const folder = mkdtempSync(join(tmpdir(), 'shop-alerts-'))
  for (const [path, text] of [
    [rulesPath, rulesText],
    [testsPath, testsText],
    [daysPath, daysText],
  ] as const) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  afterAll(() => rmSync(folder, { recursive: true }))
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(promtool ?? '', args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 240_000,
    })
    return { status, said: status === 0 ? '' : `${stdout}${stderr}` }
  }

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
