import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { repository, type Snippet } from './page.ts'

/**
 * The TypeScript of one page, as one folder. A block with `file=NAME.ts` is (or continues) that file, one without is
 * part of `main.ts`. Every `main*.ts` is run; the other files must be imported by one of them.
 */
export interface Program {
  readonly page: string
  readonly files: ReadonlyMap<string, string>
  /** What the page promises: a comment on the line below a `console.log` is what it prints. */
  readonly output: ReadonlyMap<string, readonly string[]>
}

export const programs = join(repository, 'build/docs')

export function programOf(page: string, snippets: readonly Snippet[]): Program {
  const files = new Map<string, string>()
  for (const { language, attributes, text } of snippets) {
    if (language !== 'ts') continue
    const file = attributes.file ?? 'main.ts'
    files.set(file, `${files.get(file) ?? ''}${text}\n`)
  }
  const output = new Map([...files].map(([file, text]) => [file, promised(text)]))
  return { page, files, output }
}

export function isRun(file: string): boolean {
  return /^main[^/]*\.ts$/.test(file)
}

function promised(text: string): string[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    const comment = /^\s*\/\/ (.*)$/.exec(lines[index + 1] ?? '')
    return /\bconsole\.log\(/.test(line) && comment?.[1] !== undefined ? [comment[1].trim()] : []
  })
}

/** Files that no `main*.ts` reaches: they would be compiled but never run. */
export function unreached({ files }: Program): string[] {
  const reached = new Set<string>()
  const visit = (file: string) => {
    if (reached.has(file)) return
    reached.add(file)
    const { module } = parseSync(file, files.get(file) ?? '')
    for (const { moduleRequest } of module.staticImports) {
      if (moduleRequest.value.startsWith('./')) visit(moduleRequest.value.slice(2))
    }
  }
  for (const file of files.keys()) if (isRun(file)) visit(file)
  return [...files.keys()].filter((file) => !reached.has(file))
}

/** Where the program of a page is written: `build/docs/docs-getting-started`. */
export function folderOf(page: string): string {
  return join(programs, page.replace(/\.md$/, '').replaceAll('/', '-').toLowerCase())
}

/** Writes all programs, and the configuration that compiles them as a user of the package would. */
export function write(all: readonly Program[]): void {
  rmSync(programs, { recursive: true, force: true })
  for (const { page, files } of all) {
    for (const [file, text] of files) {
      const path = join(folderOf(page), file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
  }
  const compilerOptions = { rootDir: '.', outDir: '.', skipLibCheck: true }
  const configuration = { extends: '../../tsconfig.base.json', compilerOptions, include: ['.'], exclude: [] }
  mkdirSync(programs, { recursive: true })
  writeFileSync(join(programs, 'tsconfig.json'), JSON.stringify(configuration))
}
