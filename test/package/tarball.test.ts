import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { promisify } from 'node:util'
import { parseSync } from 'oxc-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pack } from './application.ts'

const execute = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
const bin = join(repository, 'node_modules/.bin')

let tarball = ''
const unpacked = mkdtempSync(join(tmpdir(), 'spanmeter-unpacked-'))
let files: string[] = []

beforeAll(async () => {
  tarball = await pack()
  await execute('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1'])
  files = readdirSync(unpacked, { recursive: true, encoding: 'utf8' })
})

afterAll(() => {
  rmSync(unpacked, { recursive: true, force: true })
  rmSync(dirname(tarball), { recursive: true, force: true })
})

test('the package holds its licence, changelog and readme, and no tests or sources', () => {
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'CHANGELOG.md', 'README.md', 'package.json']))
  expect(
    files.filter((file) => /\.test\.|(^|\/)(src|test|bench|examples|node_modules)(\/|$)/.test(file)),
  ).toEqual([])
})

test('every declaration comes from a source file that still exists, and all code is an entry or a chunk', () => {
  const declarations = files.filter((file) => file.endsWith('.d.ts'))
  expect(declarations.length).toBeGreaterThan(5)
  const source = (file: string) => file.replace(/^dist/, 'src').replace(/\.d\.ts$/, '.ts')
  expect(declarations.filter((file) => !existsSync(join(repository, source(file))))).toEqual([])
  const code = files.filter((file) => file.endsWith('.js') && !file.startsWith('dist/chunks/'))
  expect(code.filter((file) => !/^dist\/(index|.*\/index)\.js$/.test(file))).toEqual([])
})

test('no entry point but set-up and OTLP leads to the SDK, and set-up only once it is asked to', () => {
  const entries = files.filter((file) => /^dist\/.*index\.js$/.test(file) && file !== 'dist/otlp/index.js')
  expect(entries.length).toBeGreaterThan(5)
  expect(entries.flatMap((entry) => [...packagesBelow(entry)].filter((name) => sdk.test(name)))).toEqual([])
})

const sdk = /^@opentelemetry\/(?!api$)/

/** The packages that loading a built file loads: static imports, followed through the chunks. */
function packagesBelow(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>()
  if (seen.has(file)) return packages
  seen.add(file)
  const { module } = parseSync(file, readFileSync(join(unpacked, file), 'utf8'))
  const passedOn = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap((entry) => entry.moduleRequest ?? []),
  )
  for (const { value } of [...module.staticImports.map(({ moduleRequest }) => moduleRequest), ...passedOn]) {
    const below = value.startsWith('.')
      ? packagesBelow(posix.join(posix.dirname(file), value), seen)
      : [value]
    for (const name of below) packages.add(name)
  }
  return packages
}

test('every path that package.json exports is in the package', () => {
  const { exports } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as {
    exports: Record<string, string | Record<string, string>>
  }
  const paths = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  )
  expect(paths.length).toBeGreaterThan(5)
  expect(paths.filter((path) => !existsSync(join(unpacked, path)))).toEqual([])
})

test('publint finds nothing', async () => {
  const { stdout } = await execute(join(bin, 'publint'), ['--strict', tarball])
  expect(stdout).toContain('All good')
})

test('the types resolve as the code does', async () => {
  // It exits red on a problem. CommonJS requires the ES module itself: test/package/applications.test.ts does.
  const { stdout } = await execute(join(bin, 'attw'), [
    tarball,
    '--profile',
    'esm-only',
    '--no-color',
    '--no-emoji',
  ])
  expect(stdout).toContain('node16 (from ESM): OK (ESM)')
})
