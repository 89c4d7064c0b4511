import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parseSync } from 'oxc-parser'
import { repository } from './source-file.ts'

/** One name that an entry point of the package offers, and what is written above its declaration. */
export interface PublicName {
  readonly entry: string
  readonly name: string
  readonly file: string
  readonly isType: boolean
  /** The doc comment; empty when there is none. */
  readonly doc: string
}

/** The entry points that package.json exports, as source files: `src/setup/index.ts`. */
export function entryPoints(): string[] {
  const { exports } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { default: string }>
  }
  return Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : entry.default.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts'),
  )
}

/** Every name that the entry point exports, traced to the file that declares it. */
export function publicNames(entry: string): PublicName[] {
  if (!existsSync(join(repository, entry)))
    throw new Error(`package.json exports ${entry}, which does not exist.`)
  return exportsOf(entry).map(({ name }) => ({ entry, name, ...declarationOf(entry, name) }))
}

interface Exported {
  readonly name: string
  readonly local: string
  /** Where it comes from, when it is passed on. */
  readonly from: string | undefined
}

/** Each file is parsed once: an index passes on names of the same files again and again. */
const parsed = new Map<string, { readonly text: string } & ReturnType<typeof parseSync>>()

function parse(file: string) {
  const known = parsed.get(file)
  if (known !== undefined) return known
  const text = readFileSync(join(repository, file), 'utf8')
  const { program, module, comments, errors } = parseSync(file, text)
  const result = { text, program, module, comments, errors }
  parsed.set(file, result)
  return result
}

function exportsOf(file: string): Exported[] {
  const { module } = parse(file)
  const imported = new Map(
    module.staticImports.flatMap(({ moduleRequest, entries }) =>
      entries.map(({ localName, importName }) => [
        localName.value,
        { name: importName.name ?? '', from: moduleRequest.value },
      ]),
    ),
  )
  return module.staticExports
    .flatMap(({ entries }) => entries)
    .map(({ exportName, importName, localName, moduleRequest }) => {
      const local = importName.name ?? localName.name ?? ''
      const origin = imported.get(local)
      return {
        name: exportName.name ?? 'default',
        local: origin?.name ?? local,
        from: moduleRequest?.value ?? origin?.from,
      }
    })
}

function declarationOf(file: string, name: string): Pick<PublicName, 'file' | 'doc' | 'isType'> {
  const exported = exportsOf(file).find((candidate) => candidate.name === name)
  if (exported?.from?.startsWith('.')) {
    return declarationOf(posix.join(posix.dirname(file), exported.from), exported.local)
  }
  // What another package declares is documented there.
  if (exported?.from !== undefined) return { file: exported.from, doc: '@example', isType: true }
  return { file, ...describe(file, exported?.local ?? name) }
}

function describe(file: string, name: string): Pick<PublicName, 'doc' | 'isType'> {
  const { text, program, comments } = parse(file)
  const declarations = program.body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration == null) return []
    const names =
      declaration.type === 'VariableDeclaration'
        ? declaration.declarations.map(({ id }) => ('name' in id ? id.name : ''))
        : 'id' in declaration && declaration.id != null && 'name' in declaration.id
          ? [declaration.id.name]
          : []
    if (!names.includes(name)) return []
    const above = comments.findLast(
      ({ type, value, start, end }) =>
        type === 'Block' &&
        value.startsWith('*') &&
        start < statement.start &&
        text.slice(end, statement.start).trim() === '',
    )
    return { doc: above?.value ?? '', isType: declaration.type.startsWith('TS') }
  })
  // A constant and a type of one name are one thing to its reader: whichever is documented documents both.
  const documented = declarations.find(({ doc }) => doc !== '') ?? declarations[0]
  return {
    doc: documented?.doc ?? '',
    isType: declarations.length > 0 && declarations.every(({ isType }) => isType),
  }
}
