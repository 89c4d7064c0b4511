import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { repository, textOf } from './page.ts'

/** Everything on a page that is set as code, inline or as a block, line by line. */
function codeOf(page: string): { line: number; code: string }[] {
  let fence: string | undefined
  return textOf(page)
    .split('\n')
    .flatMap((text, index) => {
      const line = index + 1
      const ticks = /^\s*(`{3,})/.exec(text)?.[1]
      if (ticks !== undefined && (fence === undefined || ticks === fence)) {
        fence = fence === undefined ? ticks : undefined
        return []
      }
      if (fence !== undefined) return [{ line, code: text }]
      return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => ({ line, code }))
    })
}

/** Every match of the pattern's first group in the code of a page, with the line. */
export function mentions(page: string, pattern: RegExp): { name: string; where: string }[] {
  return codeOf(page).flatMap(({ line, code }) =>
    [...code.matchAll(pattern)].map(([, name = '']) => ({ name, where: `${page}:${line}: ${name}` })),
  )
}

/** Whether a path exists; `<uid>` and `*` stand for anything within one name. */
export function exists(path: string): boolean {
  if (!/[<*]/.test(path)) return existsSync(join(repository, path))
  const parts = path.replace(/\/$/, '').split('/')
  const wild = parts.findIndex((part) => /[<*]/.test(part))
  const parent = parts.slice(0, wild).join('/')
  if (!existsSync(join(repository, parent)) || !statSync(join(repository, parent)).isDirectory()) return false
  const pattern = new RegExp(
    `^${(parts[wild] ?? '')
      .split(/<[^>]*>|\*/)
      .map(escaped)
      .join('.+')}$`,
  )
  return readdirSync(join(repository, parent))
    .filter((name) => pattern.test(name))
    .some((name) => exists([parent, name, ...parts.slice(wild + 1)].join('/')))
}

function escaped(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\-]/g, '\\$&')
}

/** The text of all files below these paths, for looking up whether something still occurs in the product. */
export function textBelow(paths: readonly string[], pattern: RegExp): string {
  return paths
    .flatMap((path) => filesBelow(path))
    .filter((path) => pattern.test(path))
    .map((path) => readFileSync(join(repository, path), 'utf8'))
    .join('\n')
}

/** The files below a folder, or the file itself; a path that does not exist has none. */
export function filesBelow(path: string): string[] {
  const whole = join(repository, path)
  if (!existsSync(whole)) return []
  if (!statSync(whole).isDirectory()) return [path]
  return readdirSync(whole, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !file.parentPath.slice(whole.length).includes('node_modules'))
    .map((file) => join(file.parentPath, file.name).slice(repository.length + 1))
}
