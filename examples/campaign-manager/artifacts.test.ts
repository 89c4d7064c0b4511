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

test('the dashboard has its five rows and thirteen panels', () => {
  const { panels } = JSON.parse(artifacts.get('grafana/dashboards/campaign-manager.json') ?? '{}')
  const kinds = panels.map((panel: { type: string }) => panel.type === 'row')
  expect(kinds.filter(Boolean)).toHaveLength(5)
  expect(kinds.filter((isRow: boolean) => !isRow)).toHaveLength(13)
})
