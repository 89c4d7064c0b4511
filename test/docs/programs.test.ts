import { execFile } from 'node:child_process'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { pages, repository, snippetsOf } from './page.ts'
import { folderOf, isRun, type Program, programOf, programs, unreached, write } from './program.ts'

const execute = promisify(execFile)

const all = pages()
  .map((page) => programOf(page, snippetsOf(page)))
  .filter(({ files }) => files.size > 0)

/** What the compiler says, by page. */
let complaints: string[] = []

beforeAll(async () => {
  write(all)
  const tsc = join(repository, 'node_modules/.bin/tsc')
  const { stdout } = await execute(tsc, ['-p', programs], { cwd: programs }).catch((error) => error)
  complaints = stdout.split('\n').filter(Boolean)
})

test('there are programs in the documentation', () => {
  expect(all.map(({ page }) => page)).toContain('README.md')
})

test('the compiler complains of nothing but pages', () => {
  const folders = all.map(({ page }) => `${basename(folderOf(page))}/`)
  const others = complaints.filter(
    (line) => !/^\s/.test(line) && !folders.some((folder) => line.startsWith(folder)),
  )
  expect(others).toEqual([])
})

describe.each(all)('$page', (program) => {
  test('compiles against the built package', () => {
    const folder = basename(folderOf(program.page))
    expect(complaints.filter((line) => line.startsWith(`${folder}/`))).toEqual([])
  })

  test('has no file that is never run', () => {
    expect(unreached(program)).toEqual([])
  })

  test.each([...program.files.keys()].filter(isRun))('%s runs, and prints what the page says', (file) =>
    runs(program, file),
  )
})

async function runs(program: Program, file: string): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(OTEL|METRICS|VITEST)/.test(key)),
  )
  const main = join(folderOf(program.page), file.replace(/\.ts$/, '.js'))
  const { stdout } = await execute(process.execPath, [main], { cwd: repository, env, timeout: 45_000 })
  for (const line of program.output.get(file) ?? []) expect(stdout).toContain(line)
}
