import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rustokArtifacts } from './artifacts.ts'

const artifacts = rustokArtifacts()

describe('what is committed is what the declaration says; `npm run generate` writes it', () => {
  test.each([...artifacts])('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, path))
  })
})

interface Panel {
  readonly type: string
  readonly title: string
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } }
}

/** Title, kind and unit of each panel of a dashboard, by its title. */
function panelsOf(uid: string): string[][] {
  const { panels } = JSON.parse(artifacts.get(`grafana/dashboards/${uid}.json`) ?? '') as { panels: Panel[] }
  return panels
    .filter(({ type }) => type !== 'row')
    .map(({ title, type, fieldConfig }) => [title, type, fieldConfig?.defaults?.unit ?? ''])
}

test('the overview has four numbers for a glance, and its seven panels', () => {
  expect(panelsOf('rustok-overview')).toEqual([
    ['Requests now', 'stat', 'reqps'],
    ['P95 latency now', 'stat', 's'],
    ['Errors now', 'stat', 'percentunit'],
    ['Circuit breakers now', 'stat', 'none'],
    ['HTTP request rate', 'timeseries', 'reqps'],
    ['HTTP request latency (P50, P95, P99)', 'timeseries', 's'],
    ['Error rate', 'timeseries', 'percentunit'],
    ['Active connections', 'timeseries', 'short'],
    ['Top endpoints', 'bargauge', 'reqps'],
    ['Status code distribution', 'timeseries', 'reqps'],
    ['Response times heatmap', 'heatmap', 'short'],
  ])
})

test('the advanced dashboard has its thirteen panels', () => {
  expect(panelsOf('rustok-advanced')).toEqual([
    ['Request rate', 'stat', 'reqps'],
    ['P95 latency', 'stat', 's'],
    ['Error rate', 'stat', 'percentunit'],
    ['Circuit breaker status', 'stat', 'none'],
    ['HTTP request rate by endpoint', 'timeseries', 'reqps'],
    ['HTTP request latency', 'timeseries', 's'],
    ['EventBus throughput', 'timeseries', 'ops'],
    ['EventBus queue depth', 'timeseries', 'short'],
    ['Cache hit rate', 'timeseries', 'percentunit'],
    ['Cache size', 'timeseries', 'short'],
    ['Database query duration', 'timeseries', 's'],
    ['Database connections', 'timeseries', 'short'],
    ['Error rate by module', 'timeseries', 'ops'],
  ])
})

test('the one made by hand has its five panels', () => {
  expect(panelsOf('rustok-custom')).toEqual([
    ['HTTP request rate by endpoint', 'timeseries', 'reqps'],
    ['P95 latency by endpoint', 'timeseries', 's'],
    ['Cache hit rate', 'timeseries', 'percentunit'],
    ['EventBus queue depth', 'timeseries', 'short'],
    ['Circuit breaker status', 'timeseries', 'none'],
  ])
})
