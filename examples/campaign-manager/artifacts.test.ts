import { join } from 'node:path'
import { catalogOf, lintCatalog } from 'spanmeter'
import { describe, expect, test } from 'vitest'
import { campaignArtifacts } from './artifacts.ts'
import { createTelemetry } from './telemetry.ts'

const artifacts = campaignArtifacts()

describe('what is committed is what the declaration says; `npm run generate` writes it', () => {
  test.each([...artifacts])('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, path))
  })
})

test('the catalogs keep the rules', () => {
  expect(lintCatalog(catalogOf(createTelemetry({ inSeconds: true })))).toEqual([])
})

test('the processing time has its second name only where it is asked for', () => {
  const namesOf = (inSeconds: boolean) =>
    catalogOf(createTelemetry({ inSeconds })).domains.flatMap(({ metrics }) =>
      metrics.flatMap(({ emitted, name }) => (emitted && /process_time/.test(name) ? name : [])),
    )
  const plain = 'campaign_manager_request_process_time'
  expect([namesOf(false), namesOf(true)]).toEqual([[plain], [plain, `${plain}_seconds`]])
})

test('the dashboard has its five rows and thirteen panels', () => {
  const { panels } = JSON.parse(artifacts.get('grafana/dashboards/campaign-manager.json') ?? '')
  const rows: [string, string[]][] = []
  for (const { type, title, fieldConfig } of panels) {
    if (type === 'row') rows.push([title, []])
    else rows.at(-1)?.[1].push(`${title}: ${type}, ${fieldConfig.defaults.unit}`)
  }
  expect(Object.fromEntries(rows)).toEqual({
    Overview: [
      'Campaigns created: stat, short',
      'Campaigns started: stat, short',
      'Campaigns stopped: stat, short',
      'Execute loops: stat, short',
    ],
    'Campaign Lifecycle': [
      'Campaign create rate: timeseries, opm',
      'Run vs stop rate: timeseries, opm',
      'Execute loop rate: timeseries, ops',
    ],
    'Campaigncall Lifecycle': [
      'Campaigncall create rate by reference type: timeseries, ops',
      'Campaigncall done rate by result: timeseries, ops',
      'Campaigncall success rate: timeseries, percentunit',
    ],
    'API & RPC Performance': [
      'RPC processing time (P50, P95, P99): timeseries, s',
      'RPC request rate: timeseries, reqps',
    ],
    Events: ['Event publish rate by type: timeseries, ops'],
  })
})
