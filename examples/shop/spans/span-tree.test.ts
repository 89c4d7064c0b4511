import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStyle } from '../terminal/style.ts'
import { treeView } from '../terminal/tree-view.ts'
import { spanTree } from './span-tree.ts'
import type { StoredSpan } from './stored-span.ts'

function span(
  spanId: string,
  parentSpanId: string | undefined,
  startMs: number,
  durationMs: number,
): StoredSpan {
  const name = `span ${spanId}`
  return {
    traceId: 't',
    spanId,
    parentSpanId,
    name,
    process: 'shop',
    startMs,
    durationMs,
    failed: false,
    attributes: {},
  }
}

test('children stand below their parent in the order they started, whatever order they ended in', () => {
  const rows = spanTree([
    span('c', 'a', 30, 5),
    span('b', 'a', 10, 10),
    span('d', 'b', 12, 2),
    span('a', 'gone', 0, 100),
  ])
  expect(rows.map(({ branch, span }) => `${branch}${span.spanId}`)).toEqual(['a', '├─ b', '│  └─ d', '└─ c'])
  expect(rows[1]).toMatchObject({ from: 0.1, to: 0.2 })
})

test('every span is shown exactly once, even when spans name each other as parents', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const spans = fc.uniqueArray(fc.record({ id, parent: fc.option(id, { nil: undefined }) }), {
    selector: ({ id }) => id,
  })
  fc.assert(
    fc.property(spans, (given) => {
      const rows = spanTree(given.map(({ id, parent }, index) => span(id, parent, index, 1)))
      const ids = rows.map((row) => row.span.spanId)
      expect(new Set(ids).size).toBe(ids.length)
      expect([...ids].sort()).toEqual(given.map(({ id }) => id).sort())
    }),
  )
})

test('the printed tree is never wider than it may be, and shows no colour where there is none', () => {
  const spans = [span('a', undefined, 0, 100), span('b', 'a', 10, 80), span('c', 'b', 20, 0)]
  for (const width of [60, 80, 120]) {
    const lines = treeView(spans, width, createStyle(false))
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
  }
  expect(treeView(spans, 80, createStyle(false)).join('')).not.toContain('\u001b')
  expect(treeView(spans, 80, createStyle(true)).join('')).toContain('\u001b')
})
