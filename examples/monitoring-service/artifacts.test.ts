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
  [
    'monitoring-service-system-overview',
    ['Error rates, ops', 'Performance metrics, s', 'Resource usage, percentunit'],
  ],
  ['monitoring-service-platform-metrics', ['Rate limits, short', 'API usage, reqps', 'Response times, s']],
  [
    'monitoring-service-business-metrics',
    ['Prospect scores, none', 'Engagement rates, opm', 'Conversion metrics, opm'],
  ],
])('the dashboard %s has its three panels, as lines', (uid, wanted) => {
  const { panels } = JSON.parse(artifacts.get(`grafana/dashboards/${uid}.json`) ?? '{}')
  const drawn = panels.filter(({ type }: Panel) => type !== 'row')
  expect(drawn.map(({ title, fieldConfig }: Panel) => `${title}, ${fieldConfig.defaults.unit}`)).toEqual(
    wanted,
  )
  expect(new Set(drawn.map(({ type }: Panel) => type))).toEqual(new Set(['timeseries']))
})

/** As much of a panel as is looked at. */
interface Panel {
  readonly title: string
  readonly type: string
  readonly fieldConfig: { readonly defaults: { readonly unit: string } }
}

test('CPU is exported in per cent, and shown and judged as a share', () => {
  const rules = artifacts.get('prometheus/rules/monitoring-service.rules.yml') ?? ''
  expect(rules).toContain('cpu_usage_percent{source="scrape"})) / (100)) > (0.9)')
})
