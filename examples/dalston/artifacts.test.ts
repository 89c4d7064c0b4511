import { join } from 'node:path'
import { catalogOf, lintCatalog } from 'spanmeter'
import { describe, expect, test } from 'vitest'
import { dalstonArtifacts } from './artifacts.ts'
import { createTelemetry } from './telemetry/system.ts'

const artifacts = dalstonArtifacts()

describe('what is committed is what the declaration says; `npm run generate` writes it', () => {
  test.each([...artifacts])('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, path))
  })
})

test('the catalogs keep the rules', () => {
  expect(lintCatalog(catalogOf(createTelemetry()))).toEqual([])
})

test('the overview has five rows of three panels', () => {
  const { panels, title } = JSON.parse(artifacts.get('grafana/dashboards/dalston-overview.json') ?? '{}')
  expect(title).toBe('Dalston Overview')
  const rows: [string, string[]][] = []
  for (const { type, title, fieldConfig } of panels) {
    if (type === 'row') rows.push([title, []])
    else rows.at(-1)?.[1].push(`${title}: ${type}, ${fieldConfig.defaults.unit}`)
  }
  expect(Object.fromEntries(rows)).toEqual({
    'Request Overview': [
      'Requests/sec: timeseries, reqps',
      'Error rate (%): timeseries, percentunit',
      'Avg latency: timeseries, s',
    ],
    'Batch Pipeline': [
      'Jobs in progress: timeseries, short',
      'Queue depth by engine: timeseries, short',
      'Job completion rate: timeseries, percentunit',
    ],
    'Engine Performance': [
      'Processing time by engine (p50, p95, p99): timeseries, s',
      'Task throughput: timeseries, ops',
      'Failure rate by engine: timeseries, percentunit',
    ],
    'Real-time Sessions': [
      'Active sessions: timeseries, short',
      'Workers healthy/total: timeseries, short',
      'Session duration distribution: heatmap, short',
    ],
    'System Health': [
      'Redis connectivity: timeseries, none',
      'Queue oldest task age: timeseries, s',
      'Error logs/sec: timeseries, ops',
    ],
  })
})

test('the overview is chosen by service, engine and interval', () => {
  const { templating } = JSON.parse(artifacts.get('grafana/dashboards/dalston-overview.json') ?? '{}')
  const names = templating.list.map(({ name }: { name: string }) => name)
  expect(names).toEqual(expect.arrayContaining(['service', 'engine_id', 'interval']))
})

test('Redis that is away has its alert', () => {
  expect(artifacts.get('prometheus/rules/dalston.rules.yml')).toContain('- alert: RedisDown')
})
