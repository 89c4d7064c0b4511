import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { pages, repository, type Snippet, snippetsOf } from './page.ts'
import { commandsOf, shellAttributes } from './shell.ts'

const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
const ci = readFileSync(join(repository, '.ci/run'), 'utf8')

/** Commands of others that a page may show; what they do is theirs. */
const foreign = /^(cp|curl|docker compose|echo|export|cd|git|grafana server|open|openssl)\b/

/** How each language of block is checked; a block in any other language fails. `ts` has its own test. */
const checks: Readonly<Record<string, (snippet: Snippet) => void>> = {
  ts: ({ attributes }) => expect(Object.keys(attributes).filter((key) => key !== 'file')).toEqual([]),
  sh: ({ text, attributes }) => {
    execFileSync('bash', ['-n'], { input: text })
    const run = Object.keys(attributes)
    expect(shellAttributes).toEqual(expect.arrayContaining(run))
    if (attributes.on !== undefined) expect(commandsOf({ text }).prints).not.toEqual([])
    // What is run as well needs no list of words that it may begin with.
    for (const command of linesOf(text)) if (run.length === 0) expect(fault(command)).toBeUndefined()
  },
  json: ({ text }) => expect(() => JSON.parse(text)).not.toThrow(),
  yaml: ({ text }) => expect(() => parse(text)).not.toThrow(),
  // What a program prints, and queries for Prometheus: to be read, with nothing to run.
  text: () => {},
  promql: () => {},
}

describe.each(pages())('%s', (page) => {
  test('holds only snippets that a test runs or checks', () => {
    for (const snippet of snippetsOf(page)) {
      const check = checks[snippet.language]
      if (check === undefined) {
        throw new Error(`${page}:${snippet.line} is a block in "${snippet.language}": nothing checks that.`)
      }
      check(snippet)
    }
  })
})

test('CI runs what the README tells a newcomer to run', () => {
  const newcomer = snippetsOf('README.md')
    .filter(({ language, text }) => language === 'sh' && text.includes('npm ci'))
    .flatMap(({ text }) => linesOf(text))
  expect(newcomer).toEqual(expect.arrayContaining(['npm ci', 'npm test']))
  for (const command of newcomer) expect(ci).toContain(command)
})

function linesOf(text: string): string[] {
  return text
    .replaceAll(/\\\n/g, ' ')
    .split(/\n|&&/)
    .map((command) => command.replace(/#.*$/, '').trim())
    .filter(Boolean)
}

function fault(command: string): string | undefined {
  const words = command.split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word))
  const plain = words.join(' ')
  if (words[0] === 'npm') {
    if (words[1] === 'run') {
      const script = words.slice(2).find((word) => !word.startsWith('-'))
      return script !== undefined && script in scripts ? undefined : `no script ${script}`
    }
    return ['ci', 'install', 'test', 'pack'].includes(words[1] ?? '') ? undefined : `unknown: ${command}`
  }
  if (words[0] === 'npx')
    return ['vitest', 'biome', 'tsc'].includes(words[1] ?? '') ? undefined : `unknown: ${command}`
  return foreign.test(plain) || words[0] === 'node' ? undefined : `unknown: ${command}`
}
