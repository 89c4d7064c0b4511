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

/** Every page, by its path in the repository: snippets, links and names of all of them are held. */
export function pages(): string[] {
  const docs = readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
  return [
    'README.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'examples/shop/README.md',
    'stack/README.md',
    ...docs.filter((path) => path.endsWith('.md')).map((path) => `docs/${path}`),
  ]
}

export function textOf(page: string): string {
  return readFileSync(join(repository, page), 'utf8')
}

export function snippetsOf(page: string): Snippet[] {
  const lines = textOf(page).split('\n')
  const snippets: Snippet[] = []
  for (let index = 0; index < lines.length; index++) {
    const fence = /^(\s*)(`{3,})\s*(.*)$/.exec(lines[index] ?? '')
    if (fence === null) continue
    const [, indentation = '', ticks = '', info = ''] = fence
    const begin = index
    while (++index < lines.length && lines[index]?.trim() !== ticks);
    if (index === lines.length) throw new Error(`${page}:${begin + 1} opens a block that never closes.`)
    const [language = '', ...rest] = info.split(/\s+/)
    const inside = lines.slice(begin + 1, index)
    // In a list a block stands as far in as the text around it.
    const text = inside.map((line) => line.replace(new RegExp(`^${indentation}`), '')).join('\n')
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
