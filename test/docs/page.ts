import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One fenced block of a page. */
export interface Snippet {
  readonly page: string
  /** Where it begins in the page: a failure names it. */
  readonly line: number
  readonly language: string
  /** What follows the language: ```` ```ts file=main.ts ```` has `file` = `main.ts`. */
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
}

export const repository = join(import.meta.dirname, '../..')

/** The pages whose snippets are run. */
export function pages(): string[] {
  const docs = readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
  return [
    'README.md',
    'CONTRIBUTING.md',
    ...docs.filter((path) => path.endsWith('.md')).map((path) => `docs/${path}`),
  ]
}

export function snippetsOf(page: string): Snippet[] {
  const lines = readFileSync(join(repository, page), 'utf8').split('\n')
  const snippets: Snippet[] = []
  for (let index = 0; index < lines.length; index++) {
    const fence = /^\s*(`{3,})\s*(.*)$/.exec(lines[index] ?? '')
    if (fence === null) continue
    const [, ticks = '', info = ''] = fence
    const begin = index
    while (++index < lines.length && lines[index]?.trim() !== ticks);
    if (index === lines.length) throw new Error(`${page}:${begin + 1} opens a block that never closes.`)
    const [language = '', ...rest] = info.split(/\s+/)
    const text = lines.slice(begin + 1, index).join('\n')
    snippets.push({ page, line: begin + 1, language, attributes: attributesOf(rest.join(' ')), text })
  }
  return snippets
}

function attributesOf(info: string): Record<string, string> {
  return Object.fromEntries(
    [...info.matchAll(/([\w-]+)(?:=(?:"([^"]*)"|(\S+)))?/g)].map(([, key, quoted, bare]) => [
      key,
      quoted ?? bare ?? '',
    ]),
  )
}
