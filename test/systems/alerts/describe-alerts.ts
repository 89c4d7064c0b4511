import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import type { AlertCase, Course } from './alert-case.ts'
import { findPromtool } from './promtool.ts'
import { PROMTOOL_MS, promtoolFolder } from './promtool-folder.ts'
import { promtoolTests, type WrittenAlert } from './promtool-tests.ts'
import type { FurtherTests } from './tests-file.ts'

/** The alerts of a system, and what proves them. */
export interface SystemAlerts {
  /** As in `prometheus/rules/<name>.rules.yml`. */
  readonly name: string
  /** Where the cases are written down, for the head of the generated file: `examples/shop/alerts`. */
  readonly from: string
  /** The folder below which the system's files are. */
  readonly folder: string
  /** What `renderArtifacts` gives. */
  readonly artifacts: ReadonlyMap<string, string>
  readonly cases: readonly AlertCase[]
  /** Series that are there in every case. */
  readonly background: readonly Course[]
  /** Cases that no pattern has, each a file of tests for the rules. Default: none. */
  readonly more?: readonly FurtherTests[]
}

const repository = join(import.meta.dirname, '../../..')

/** Tests: each alert has its case, the generated cases are committed, and the real promtool passes them. */
export function describeAlerts({
  name,
  from,
  folder,
  artifacts,
  cases,
  background,
  more = [],
}: SystemAlerts): void {
  const rulesPath = `prometheus/rules/${name}.rules.yml`
  const rulesText = artifacts.get(rulesPath) ?? ''
  // As it was just written.
  const { groups } = parse(rulesText) as { groups: readonly { rules: readonly WrittenAlert[] }[] }
  const alerts = groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined))
  const head = { from, rulesFile: `../rules/${name}.rules.yml` }
  const files = [
    {
      path: `prometheus/tests/${name}.test.yml`,
      shows: 'every alert fire when it must, and be silent otherwise',
      text: promtoolTests({ ...head, cases, alerts, background }),
    },
    ...more.map(({ suffix, shows, tests }) => ({
      path: `prometheus/tests/${name}${suffix}.test.yml`,
      shows,
      text: tests(head),
    })),
  ]

  test('each alert has its case', () => {
    const names = new Set(cases.map(({ alert }) => alert))
    expect([...names].toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted())
  })

  test.each(files)('$path is committed as the declaration has it', async ({ path, text }) => {
    await expect(text).toMatchFileSnapshot(join(folder, path))
  })

  describe('promtool', () => {
    const promtool = findPromtool(repository)
    const texts = files.map(({ path, text }) => [path, text] as const)
    const run = promtoolFolder(promtool, new Map([[rulesPath, rulesText], ...texts]))

    it.skipIf(promtool === undefined)('finds no fault with the rules', async () => {
      expect(await run('check', 'rules', '--lint-fatal', rulesPath)).toEqual({ status: 0, said: '' })
    })

    it.skipIf(promtool === undefined).each(files)(
      'sees $shows',
      async ({ path }) => {
        expect(await run('test', 'rules', path)).toEqual({ status: 0, said: '' })
      },
      PROMTOOL_MS,
    )
  })
}
