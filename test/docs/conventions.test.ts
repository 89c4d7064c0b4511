import * as stable from '@opentelemetry/semantic-conventions'
import * as incubating from '@opentelemetry/semantic-conventions/incubating'
import { expect, test } from 'vitest'
import { catalogOf, defineSystem } from '../../src/catalog/index.ts'
import { shippedDomains } from '../domains/shipped-domains.ts'
import { textOf } from './page.ts'

const page = textOf('docs/semantic-conventions.md')
const section = page.split('\n## ').find((text) => text.startsWith('Counterparts\n')) ?? ''
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| fact'))
  .map((line) => {
    const [, fact = '', names = '', stability = '', emitted = ''] = line.split('|').map((cell) => cell.trim())
    return { fact, names: [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name), stability, emitted }
  })

/** The names of metrics that an entry of the published package has. */
function metricsIn(entry: object): ReadonlySet<unknown> {
  return new Set(Object.entries(entry).flatMap(([key, value]) => (key.startsWith('METRIC_') ? [value] : [])))
}

const domains = { ...shippedDomains, http: shippedDomains.http.with({ also: ['uploadBytes'] }) }
const named = catalogOf(defineSystem({ namespace: 'shop', domains })).domains.flatMap(({ key, metrics }) =>
  metrics.flatMap((metric) =>
    metric.semconv === undefined ? [] : [{ key: metric.key, domain: key, name: metric.semconv }],
  ),
)

test('the page on the semantic conventions names what the published ones have, with their stability', () => {
  expect(rows.length).toBeGreaterThan(15)
  const [settled, all] = [metricsIn(stable), metricsIn(incubating)]
  for (const { names, stability } of rows) {
    for (const name of names) {
      expect(all.has(name) || settled.has(name), name).toBe(true)
      expect(stability, name).toBe(settled.has(name) ? 'stable' : 'development')
    }
  }
})

test('each metric of the shipped domains that has a counterpart is in the row of it', () => {
  for (const { key, domain, name } of named) {
    const found = rows.filter(({ names }) => names.includes(name))
    const facts = found.map(({ fact }) => fact).join()
    expect(facts, `${domain}.${key} → ${name}`).toMatch(new RegExp(`\`(?:${domain}\\.)?${key}\``))
  }
})

test('what the page says is emitted is emitted, and nothing else', () => {
  const operations = catalogOf(defineSystem({ namespace: 'shop', domains, semconv: true })).domains.flatMap(
    (domain) => domain.operations,
  )
  // The levels that methods observe are no operations.
  const emitted = [
    'db.client.connection.count',
    ...operations.flatMap(({ semconv }) => semconv.map(({ name }) => name)),
  ]
  const said = rows.filter((row) => !row.emitted.startsWith('no')).flatMap(({ names }) => names)
  expect([...new Set(said)].sort()).toEqual([...new Set(emitted)].sort())
})
