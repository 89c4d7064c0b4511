import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const repository = join(import.meta.dirname, '../..')
const examples = readdirSync(join(repository, 'examples')).map((name) => join('examples', name))
/** The repository itself has the files of the shop. */
const folders = ['.', ...examples].filter((folder) => existsSync(join(repository, folder, 'grafana')))

/** The files of one kind, by their names. */
function filesIn(...path: readonly string[]): ReadonlyMap<string, string> {
  const folder = join(repository, ...path)
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

test('each system has files for Grafana', () => expect(folders).toHaveLength(6))

describe.each(folders)('the files in %s', (folder) => {
  const dashboards = filesIn(folder, 'grafana/dashboards')
  const rules = filesIn(folder, 'prometheus/rules')

  test('lead to no dashboard that is not there: a Grafana may have these alone', () => {
    const texts = [...dashboards.values(), ...rules.values()]
    const led = texts.flatMap((text) => [...text.matchAll(/\/d\/([\w-]+)/g)].map(([, uid]) => `${uid}.json`))
    expect(led.length).toBeGreaterThan(0)
    expect([...new Set(led)].filter((name) => !dashboards.has(name))).toEqual([])
  })
})
