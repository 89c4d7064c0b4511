import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { catalogOf, defineSystem } from '../../src/catalog/index.ts'
import { shippedDomains } from './shipped-domains.ts'

/** The attributes of the published conventions, each with what its declaration says of it. */
function publishedAttributes(): ReadonlyMap<string, string> {
  const entry = createRequire(import.meta.url).resolve('@opentelemetry/semantic-conventions/incubating')
  return new Map(
    ['experimental', 'stable'].flatMap((kind) => {
      const declared = readFileSync(join(dirname(entry), `${kind}_attributes.d.cts`), 'utf8')
      const each = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*declare const ATTR_\w+: "([^"]+)"/g
      return [...declared.matchAll(each)].map(([, said = '', name = '']) => [name, said] as const)
    }),
  )
}

test('no attribute that the shipped domains write has another name in the published conventions by now', () => {
  const { domains } = catalogOf(defineSystem({ namespace: 'app', domains: shippedDomains, semconv: true }))
  const written = domains
    .flatMap(({ operations }) => operations)
    .flatMap(({ labels, attributes, semconv }) => [
      ...Object.values(labels),
      ...Object.values(attributes),
      ...semconv.flatMap((metric) => [...metric.attributes, ...metric.missing]),
    ])
  const published = publishedAttributes()
  const known = [...new Set(written)].filter((name) => published.has(name))
  // So that a package laid out otherwise does not pass for one without renamed attributes.
  expect(known).toEqual(
    expect.arrayContaining(['http.route', 'db.collection.name', 'messaging.destination.name']),
  )
  expect(known.filter((name) => published.get(name)?.includes('@deprecated'))).toEqual([])
})
