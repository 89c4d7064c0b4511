import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BenchResult } from './report/index.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
// Beneath the repository, where packages are found; not the folder of `npm run bench`, which may be running.
const built = join(root, 'build', 'bench-test')
const main = join(built, 'bench', 'main.js')
const folder = mkdtempSync(join(tmpdir(), 'spanmeter-bench-'))

beforeAll(async () => {
  await run(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...['-p', join(root, 'bench/tsconfig.json'), '--outDir', built],
  ])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One benchmark of each family that needs no built package. */
const oneOfEach = [
  'bound-counter',
  'operation-sampled-async',
  'disabled-record',
  'scrape-10k',
  'loop-push-100k',
  'heap',
]

test('a quick run writes the JSON that the documentation describes, and judges nothing', async () => {
  const file = join(folder, 'result.json')
  const only = oneOfEach.flatMap((name) => ['--only', name])
  const { stdout } = await run(process.execPath, [main, '--quick', '--json', file, ...only])
  expect(stdout).toContain('too short to judge by')

  const result = JSON.parse(readFileSync(file, 'utf8')) as BenchResult
  expect(result).toMatchObject({ schema: 1, node: process.version, quick: true, passed: 0, failed: 0 })
  expect(result.versions).toMatchObject({ 'prom-client': expect.stringMatching(/^\d+\./) })
  expect(result.benchmarks.map(({ name }) => name)).toEqual(oneOfEach)
  for (const { contenders, comparisons } of result.benchmarks) {
    expect(contenders.length).toBeGreaterThanOrEqual(2)
    for (const { samples, spread } of contenders) {
      expect(samples.length).toBe(spread.samples)
      expect(spread.min).toBeLessThanOrEqual(spread.median)
      expect(samples.every(Number.isFinite)).toBe(true)
    }
    expect(comparisons.length).toBeGreaterThanOrEqual(1)
    for (const { verdict, figure } of comparisons) {
      expect(verdict).toBe('not judged')
      expect(Number.isFinite(figure)).toBe(true)
    }
  }
})

test('a name that no benchmark has is an error of the caller, and so is a wrong option', async () => {
  await expect(run(process.execPath, [main, '--only', 'nothing'])).rejects.toMatchObject({ code: 2 })
  await expect(run(process.execPath, [main, '--rounds', 'many'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--rounds is "many"; give a whole number'),
  })
})
