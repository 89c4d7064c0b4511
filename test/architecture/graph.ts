import { posix } from 'node:path'
import type { SourceFile } from './source-file.ts'

/** The file that a relative import of `file` means: `src/guard/index.ts`. */
export function target(file: SourceFile, specifier: string): string {
  return posix.join(posix.dirname(file.path), specifier)
}

/** The folder of `src` a path lies in; files that lie in `src` itself are folders of one. */
export function folderOf(path: string): string {
  return path.split('/')[1] ?? path
}

/** Where a path's own surroundings end: `domains/cache` and `integrations/pg` are parts of their own. */
function partOf(path: string): string {
  const [, folder = '', part = '', ...rest] = path.split('/')
  const hasParts = folder === 'domains' || folder === 'integrations'
  return hasParts && rest.length > 0 ? `${folder}/${part}` : folder
}

/** Whether `to` lies in the part that `from` is in, or beside the parts: `domains/buckets.ts` serves all domains. */
export function isInside(from: string, to: string): boolean {
  return `${partOf(from)}/`.startsWith(`${partOf(to)}/`)
}

/** The first cycle of imports, as a path that ends where it began; `undefined` when there is none. */
export function findCycle(files: readonly SourceFile[]): string[] | undefined {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const visit = (path: string, trail: string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    const file = byPath.get(path)
    if (file === undefined || done.has(path)) return undefined
    for (const specifier of file.imports) {
      if (!specifier.startsWith('.')) continue
      const cycle = visit(target(file, specifier), [...trail, path])
      if (cycle !== undefined) return cycle
    }
    done.add(path)
    return undefined
  }
  for (const { path } of files) {
    const cycle = visit(path, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}
