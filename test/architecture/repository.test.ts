import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from './source-file.ts'

/** Texts that are committed, or would be by the next commit; checksums and the licence's own text are left out. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  cwd: repository,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && !/(^LICENSE|go\.(sum|mod)|\.(png|gz))$/.test(path))
  .flatMap((path) => read(path))

function read(path: string): { path: string; text: string } | [] {
  try {
    const text = readFileSync(join(repository, path), 'utf8')
    return { path, text: text.replaceAll(/"integrity": ".*"/g, '') }
  } catch {
    return [] // Deleted, and the deletion not committed yet.
  }
}

/** Spelled in parts, so that this file does not hold what it looks for. */
const forbidden: Record<string, RegExp> = {
  'numbers of a plan outside the repository': /\b(?:R\d{1,3}|[BCN]\d{1,2})\b(?!\s*control)/,
  'paths of one machine': new RegExp(
    ['/wo', 'rk/(main|plan|shared)|\\.\\./sha', 'red/|/ro', 'ot/|/ho', 'me/\\w'].join(''),
  ),
  'hosts of package registries': new RegExp(
    [
      'registry\\.npm',
      'js|proxy\\.go',
      'lang|sum\\.go',
      'lang|py',
      'pi\\.org|pythonhos',
      'ted|deb\\.deb',
      'ian',
    ].join(''),
  ),
}

describe.each(Object.entries(forbidden))('%s', (_, pattern) => {
  test('are in no file', () => {
    const found = files.flatMap(({ path, text }) => {
      const match = pattern.exec(text)
      return match === null ? [] : `${path}:${text.slice(0, match.index).split('\n').length} ${match[0]}`
    })
    expect(found).toEqual([])
  })
})

test('lockfiles name no place that packages were downloaded from', () => {
  const locks = files.filter(({ path }) => path.endsWith('package-lock.json'))
  expect(locks.length).toBeGreaterThan(0)
  expect(locks.filter(({ text }) => text.includes('"resolved"')).map(({ path }) => path)).toEqual([])
})
