import { isBuiltin } from 'node:module'
import { expect, test } from 'vitest'
import { directions, isSdk, sdkFiles } from './directions.ts'
import { findCycle, folderOf, isInside, target } from './graph.ts'
import { isTest, type SourceFile, sourceFiles } from './source-file.ts'

const files = sourceFiles('src').filter(({ path }) => !isTest(path))

function everyImport(fault: (file: SourceFile, specifier: string) => string | undefined): string[] {
  return files.flatMap((file) => file.imports.flatMap((specifier) => fault(file, specifier) ?? []))
}

test('every folder of src has a stated place among the layers', () => {
  const unknown = new Set(files.map(({ path }) => folderOf(path)).filter((folder) => !(folder in directions)))
  expect([...unknown]).toEqual([])
})

test('folders import only the folders below them', () => {
  const faults = everyImport((file, specifier) => {
    if (!specifier.startsWith('.')) return undefined
    const from = folderOf(file.path)
    const to = folderOf(target(file, specifier))
    if (from === to || directions[from]?.folders.includes(to)) return undefined
    return `${file.path} imports ${specifier}: ${from} may not import ${to}`
  })
  expect(faults).toEqual([])
})

test('folders import only the packages they are meant to need', () => {
  const faults = everyImport((file, specifier) => {
    if (specifier.startsWith('.')) return undefined
    const direction = directions[folderOf(file.path)]
    if (isBuiltin(specifier) ? direction?.node : allows(direction?.packages ?? [], specifier))
      return undefined
    return `${file.path} imports ${specifier}`
  })
  expect(faults).toEqual([])
})

function allows(packages: readonly (string | RegExp)[], specifier: string): boolean {
  return packages.some((allowed) =>
    typeof allowed === 'string'
      ? specifier === allowed || specifier.startsWith(`${allowed}/`)
      : allowed.test(specifier),
  )
}

test('only the SDK files of setup, and otlp, import the official SDK', () => {
  const faults = everyImport((file, specifier) =>
    isSdk(specifier) && !sdkFiles.test(file.path) ? `${file.path} imports ${specifier}` : undefined,
  )
  expect(faults).toEqual([])
})

test('a folder is imported through its index', () => {
  const faults = everyImport((file, specifier) => {
    if (!specifier.startsWith('.')) return undefined
    const to = target(file, specifier)
    if (isInside(file.path, to) || to.endsWith('/index.ts')) return undefined
    return `${file.path} imports ${specifier}`
  })
  expect(faults).toEqual([])
})

test('no imports form a cycle, types included', () => {
  expect(findCycle(files)?.join(' → ')).toBeUndefined()
})
