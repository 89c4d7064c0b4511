import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** One source file as the architecture tests see it. */
export interface SourceFile {
  /** Relative to the repository, with `/`: `src/guard/index.ts`. */
  readonly path: string
  readonly text: string
  readonly lines: number
  /** What it asks for: static and dynamic imports, re-exports, and types by `import('…')`. Type imports count. */
  readonly imports: readonly string[]
  readonly exportsDefault: boolean
  /** `export * from`: nobody can read from an index what it offers. */
  readonly exportsAll: boolean
}

export const repository = join(import.meta.dirname, '../..')

/** Every TypeScript and JavaScript file below `folder`, whether committed or not; generated and installed ones never. */
export function sourceFiles(folder: string): SourceFile[] {
  const skipped = /(^|\/)(node_modules|dist|build)(\/|$)/
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mts|js|mjs)$/.test(entry.name))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)))
    .filter((path) => !skipped.test(path))
    .sort()
    .map(parse)
}

/** Code that ships; tests beside it may import anything. */
export function isTest(path: string): boolean {
  return /\.test(-d)?\.ts$/.test(path)
}

function parse(path: string): SourceFile {
  const text = readFileSync(join(repository, path), 'utf8')
  const { module, program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`)
  const exported = module.staticExports.flatMap(({ entries }) => entries)
  const imports = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...exported.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
  ]
  new Visitor({
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') imports.push(source.value)
    },
    TSImportType: ({ source }) => {
      imports.push(source.value)
    },
  }).visit(program)
  return {
    path,
    text,
    lines: text.split('\n').length - 1,
    imports: [...new Set(imports)],
    exportsDefault: exported.some(({ exportName }) => exportName.kind === 'Default'),
    exportsAll: exported.some(({ importName }) => importName.kind === 'AllButDefault'),
  }
}
