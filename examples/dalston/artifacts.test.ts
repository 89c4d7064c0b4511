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
  const rows: { title: string; panels: string[] }[] = []
  for (const panel of panels) {
    if (panel.type === 'row') rows.push({ title: panel.title, panels: [] })
    else rows.at(-1)?.panels.push(panel.title)
  }
  expect(rows).toEqual([
    { title: 'Request Overview', panels: ['Requests/sec', 'Error rate (%)', 'Avg latency'] },
    { title: 'Batch Pipeline', panels: ['Jobs in progress', 'Queue depth by engine', 'Job completion rate'] },
    {
      title: 'Engine Performance',
      panels: ['Processing time by engine (p50, p95, p99)', 'Task throughput', 'Failure rate by engine'],
    },
    {
      title: 'Real-time Sessions',
      panels: ['Active sessions', 'Workers healthy/total', 'Session duration distribution'],
    },
    { title: 'System Health', panels: ['Redis connectivity', 'Queue oldest task age', 'Error logs/sec'] },
  ])
})

test('the overview is chosen by service, engine and interval', () => {
  const { templating } = JSON.parse(artifacts.get('grafana/dashboards/dalston-overview.json') ?? '{}')
  const names = templating.list.map(({ name }: { name: string }) => name)
  expect(names).toEqual(expect.arrayContaining(['service', 'engine_id', 'interval']))
})

test('Redis that is away has its alert', () => {
  expect(artifacts.get('prometheus/rules/dalston.rules.yml')).toContain('- alert: RedisDown')
})
