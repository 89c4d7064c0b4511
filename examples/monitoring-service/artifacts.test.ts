import { join } from 'node:path'
import { catalogOf, lintCatalog } from 'spanmeter'
import { describe, expect, test } from 'vitest'
import { monitoringArtifacts } from './artifacts.ts'
import { createTelemetry } from './telemetry.ts'

const artifacts = monitoringArtifacts()

describe('what is committed is what the declaration says; `npm run generate` writes it', () => {
  test.each([...artifacts])('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, path))
  })
})

test('the catalogs keep the rules', () => {
  expect(lintCatalog(catalogOf(createTelemetry()))).toEqual([])
})

test.each([
  ['monitoring-service-system-overview', ['Error rates', 'Performance metrics', 'Resource usage']],
  ['monitoring-service-platform-metrics', ['Rate limits', 'API usage', 'Response times']],
  ['monitoring-service-business-metrics', ['Prospect scores', 'Engagement rates', 'Conversion metrics']],
])('the dashboard %s has its three panels', (uid, titles) => {
  const { panels } = JSON.parse(artifacts.get(`grafana/dashboards/${uid}.json`) ?? '{}')
  const drawn = panels.filter((panel: { type: string }) => panel.type !== 'row')
  expect(drawn.map(({ title }: { title: string }) => title)).toEqual(titles)
})

test('CPU is exported in per cent, and shown and judged as a share', () => {
  const rules = artifacts.get('prometheus/rules/monitoring-service.rules.yml') ?? ''
  expect(rules).toContain('cpu_usage_percent{source="scrape"})) / (100)) > (0.9)')
})
