import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { droppedPoints, droppedSpans } from '../../src/guard/index.ts'

const docs = join(import.meta.dirname, '../../docs')
const page = readFileSync(join(docs, 'what-is-lost.md'), 'utf8')

test('every row about an outage names a test that there is', () => {
  const named = [...page.matchAll(/\[([^\]]+)\]\((\.\.\/test\/[^)]+)\) \|$/gm)]
  expect(named.length).toBeGreaterThanOrEqual(10)
  const missing = named.filter(
    ([, title = '', file = '']) => !readFileSync(join(docs, file), 'utf8').includes(title),
  )
  expect(missing.map(([, title]) => title)).toEqual([])
})

test('every reason for a loss is explained', () => {
  const reasons = new Set([...Object.keys(droppedSpans()), ...Object.keys(droppedPoints())])
  const explained = new Set([...page.matchAll(/`([a-z_0-9]+)`/g)].map(([, word]) => word))
  expect([...reasons].filter((reason) => !explained.has(reason))).toEqual([])
})
