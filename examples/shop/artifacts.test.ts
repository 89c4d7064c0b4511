import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shopArtifacts } from './artifacts.ts'

const repository = join(import.meta.dirname, '../..')
const artifacts = shopArtifacts('shop')

describe('what is committed is what the declaration says; `npm run generate` writes it', () => {
  test.each([...artifacts])('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(repository, path))
  })

  test.each(['grafana/dashboards', 'prometheus/rules', 'docs/runbooks'])(
    'nothing else is in %s',
    (folder) => {
      const committed = readdirSync(join(repository, folder)).map((file) => `${folder}/${file}`)
      expect(committed.filter((path) => !artifacts.has(path))).toEqual([])
    },
  )
})
