import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { anchorsOf, isForeign, type Link, linksOf } from './links.ts'
import { pages, repository, textOf } from './page.ts'

const MOST_LINES = 200
/** Written by tests or by the bench, and as long as what they list. */
const generated = /^docs\/(?:metrics\/|runbooks\/|conformance\.md|benchmarks\.md)/

describe.each(pages())('%s', (page) => {
  test('links only to what exists', () => {
    const broken = linksOf(page).filter((link) => !isForeign(link) && faultOf(link) !== undefined)
    expect(broken.map((link) => `${page}:${link.line}: ${link.target} (${faultOf(link)})`)).toEqual([])
  })

  test('names only tests that exist', () => {
    const cited = linksOf(page).filter(({ target }) => target.endsWith('.test.ts'))
    const missing = cited.filter((link) => !textOf(placeOf(link).path).includes(link.text))
    expect(missing.map((link) => `${page}:${link.line}: ${link.text}`)).toEqual([])
  })

  test('links abroad by https only', () => {
    const plain = linksOf(page).filter((link) => isForeign(link) && !isAllowed(link.target))
    expect(plain).toEqual([])
  })
})

test.each(pages().filter((page) => !generated.test(page)))('%s can be read in one go', (page) => {
  expect(textOf(page).split('\n').length).toBeLessThanOrEqual(MOST_LINES)
})

test('the index of the documentation leads to every page of it', () => {
  const reached = new Set<string>()
  const visit = (page: string) => {
    if (reached.has(page)) return
    reached.add(page)
    // Only indexes lead further: a page that is found in the middle of another one is not found.
    if (!page.endsWith('README.md')) return
    for (const link of linksOf(page)) if (!isForeign(link)) visit(placeOf(link).path)
  }
  visit('docs/README.md')
  const lost = pages().filter((page) => page.startsWith('docs/') && !reached.has(page))
  expect(lost).toEqual([])
})

function faultOf(link: Link): string | undefined {
  const { path, anchor } = placeOf(link)
  if (!existsSync(join(repository, path))) return 'no such file'
  if (anchor === '' || !path.endsWith('.md')) return undefined
  return anchorsOf(path).has(anchor) ? undefined : 'no such heading'
}

function placeOf({ page, target }: Link): { path: string; anchor: string } {
  const [file = '', anchor = ''] = target.split('#')
  return { path: file === '' ? page : normalize(join(dirname(page), file)), anchor }
}

/** The pages of the stack itself are on this machine. */
function isAllowed(target: string): boolean {
  return /^(?:https:|mailto:|http:\/\/127\.0\.0\.1:\d+(?:\/|$))/.test(target)
}
