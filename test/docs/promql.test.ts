import { describe, expect, test } from 'vitest'
import { selectorsOf, syntaxErrors } from '../artifacts/parsed-promql.ts'
import { pages, snippetsOf } from './page.ts'

const generated = /^docs\/runbooks\//

/** The queries of a block: each begins after an empty line, with comments before it. */
const queries = pages()
  .filter((page) => !generated.test(page))
  .flatMap((page) => snippetsOf(page))
  .filter(({ language }) => language === 'promql')
  .flatMap(({ page, text }) =>
    text.split(/\n\s*\n/).map((query) => ({ page, query: query.replaceAll(/^#.*$/gm, '').trim() })),
  )

test('pages show queries', () => {
  expect(queries.length).toBeGreaterThan(3)
})

describe.each(queries)('$page shows $query', ({ query }) => {
  test('in the grammar of Prometheus', () => {
    expect(syntaxErrors(query)).toEqual([])
  })

  test('of one of the two paths, and summed before it is divided', () => {
    for (const { matchers, dividedBare } of selectorsOf(query)) {
      expect(matchers.some((matcher) => /^source\s*=/.test(matcher.trim()))).toBe(true)
      expect(dividedBare).toBe(false)
    }
  })
})
