import { describe, expect, test } from 'vitest'
import { catalogOf, defineSystem, type ResolvedDomain } from '../../src/catalog/index.ts'
import * as shipped from '../../src/domains/index.ts'
import { textOf } from './page.ts'

const { cache, circuitBreaker, database, errors, eventBus, http, jobs, queue } = shipped
const { rateLimit, resources, sessions, spans, webhook } = shipped
const calls = { http, database, cache, eventBus, circuitBreaker }
const work = { queue, webhook, jobs, sessions, rateLimit, resources, errors, spans }
const shop = defineSystem({ namespace: 'shop', domains: { ...calls, ...work } })

/** What a meter has beyond metrics and operations is there once this is bound. */
const needed: Readonly<Record<string, object>> = {
  cache: { cache: 'products' },
  circuitBreaker: { service: 'payments' },
}

const sections = textOf('docs/domains.md').split(/^## /m).slice(1)

function sectionOf(key: string): string {
  return sections.find((text) => text.startsWith(`${key}\n`)) ?? ''
}

function alertName(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1)
}

/** The names that an application calls, without those that only wrap others. */
function helpersOf({ key, operations }: ResolvedDomain): string[] {
  // Every property of a system is the meter of a domain, which is a function of labels.
  const meter = shop[key as keyof typeof shop] as unknown as (labels: object) => object
  const bound = needed[key]
  const metrics = new Set(metricsOf(key))
  const inner = new Set(bound === undefined ? [] : operations.map((operation) => operation.key))
  return Object.keys(bound === undefined ? meter : meter(bound)).filter(
    (name) => !metrics.has(name) && !inner.has(name),
  )
}

function metricsOf(key: string): string[] {
  const found = catalogOf(shop).domains.find((domain) => domain.key === key)
  return found?.metrics.map((metric) => metric.key) ?? []
}

test('the page on the domains has a section on each of them, and on nothing else', () => {
  const titles = sections.map((text) => text.slice(0, text.indexOf('\n')))
  expect(titles.sort()).toEqual(
    catalogOf(shop)
      .domains.map(({ key }) => key)
      .sort(),
  )
})

describe.each(catalogOf(shop).domains)('the section on $key', (domain) => {
  const words = new Set([...sectionOf(domain.key).matchAll(/`([A-Za-z]+)/g)].map(([, word]) => word))

  test('names every helper', () => {
    expect(helpersOf(domain).filter((name) => !words.has(name))).toEqual([])
  })

  test('names every metric', () => {
    expect(metricsOf(domain.key).filter((name) => !words.has(name))).toEqual([])
  })

  test('names every alert', () => {
    const alerts = Object.keys(domain.alerts).map(alertName)
    expect(alerts.filter((name) => !words.has(name))).toEqual([])
  })
})

test('the page on the semantic conventions names each operation with what it moves', () => {
  const system = defineSystem({ namespace: 'shop', domains: { ...calls, ...work }, semconv: true })
  const moved = catalogOf(system).domains.flatMap(({ key, operations }) =>
    operations
      .filter(({ semconv }) => semconv.length > 0)
      .map((operation) => ({
        operation: `${key}.${operation.key}`,
        metrics: operation.semconv.map(({ name }) => name),
      })),
  )
  const rows = textOf('docs/semantic-conventions.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [, operations = '', metrics = ''] = line.split('|')
      return namesIn(operations).map((operation) => ({ operation, metrics: namesIn(metrics) }))
    })
  const byName = (list: typeof rows) =>
    Object.fromEntries(list.map(({ operation, metrics }) => [operation, metrics]))
  expect(byName(rows)).toEqual(byName(moved))
})

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}
