import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository, textOf } from './page.ts'

interface Dashboard {
  readonly title: string
  readonly panels: readonly { readonly type: string; readonly title: string }[]
}

const folder = join(repository, 'grafana/dashboards')
const dashboards = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Dashboard, // As Grafana's schema has it.
)
/** A dashboard of texts explains itself. */
const drawn = dashboards.filter(({ panels }) => panels.some(({ type }) => type !== 'row' && type !== 'text'))
const sections = textOf('docs/reading-the-dashboards.md').split(/^## /m)

test.each(dashboards)('the page on reading the dashboards has a section on $title', ({ title }) => {
  expect(sections.filter((text) => text.startsWith(`${title}\n`))).toHaveLength(1)
})

test.each(drawn)('the page on reading the dashboards explains each row of $title, in order', (one) => {
  const rows = one.panels.filter(({ type }) => type === 'row').map(({ title }) => title)
  const section = sections.find((text) => text.startsWith(`${one.title}\n`)) ?? ''
  const explained = [...section.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell)
  expect(explained).toEqual(['row', ...rows])
})

test('a panel that a page names in italics is on a dashboard', () => {
  const titles = new Set(dashboards.flatMap(({ panels }) => panels.map(({ title }) => title)))
  const named = ['docs/reading-the-dashboards.md', 'docs/from-graph-to-trace.md'].flatMap((page) =>
    [...textOf(page).matchAll(/[Pp]anel \*([^*]+)\*|sources of \*([^*]+)\*|the \*([^*]*heatmap)\*/g)].map(
      ([, first, second, third]) => first ?? second ?? third ?? '',
    ),
  )
  expect(named.length).toBeGreaterThan(2)
  expect(named.filter((title) => !titles.has(title))).toEqual([])
})
