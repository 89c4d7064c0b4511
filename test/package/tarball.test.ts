import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
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
}, 60_000)

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

test('every built file comes from a source file that still exists', () => {
  const stale = files
    .filter((file) => /^dist\/.*\.js$/.test(file))
    .filter((file) => !existsSync(join(repository, file.replace(/^dist/, 'src').replace(/\.js$/, '.ts'))))
  expect(stale).toEqual([])
})

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
}, 60_000)
