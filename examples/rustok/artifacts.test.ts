import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rustokArtifacts } from './artifacts.ts'

const artifacts = rustokArtifacts()

describe('what is committed is what the declaration says; `npm run generate` writes it', () => {
  test.each([...artifacts])('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, path))
  })
})

test.each([
  ['rustok-overview', 4 + 7],
  ['rustok-advanced', 13],
  ['rustok-custom', 5],
])('%s has its %i panels', (uid, count) => {
  const { panels } = JSON.parse(artifacts.get(`grafana/dashboards/${uid}.json`) ?? '{}')
  expect(panels.filter((panel: { type: string }) => panel.type !== 'row')).toHaveLength(count)
})
