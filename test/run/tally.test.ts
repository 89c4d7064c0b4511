import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readVitestReport } from './tally.mjs'

const folder = mkdtempSync(join(tmpdir(), 'spanmeter-tally-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function tallyOf(exitCode: number, ...files: { status: string; tests: string[] }[]) {
  const report = join(folder, 'report.json')
  const testResults = files.map(({ status, tests }) => ({
    name: 'a.test.ts',
    status,
    assertionResults: tests.map((result) => ({ status: result, fullName: `a ${result} test` })),
  }))
  writeFileSync(report, JSON.stringify({ testResults }))
  const { passed, failed, skipped } = readVitestReport(report, exitCode)
  return [passed, failed, skipped.length]
}

test('passed and failed tests are counted', () => {
  expect(tallyOf(1, { status: 'failed', tests: ['passed', 'failed', 'passed'] })).toEqual([2, 1, 0])
})

test('a skipped test, or one that is still to be written, is no passed test', () => {
  expect(tallyOf(0, { status: 'passed', tests: ['passed', 'skipped', 'pending', 'todo'] })).toEqual([1, 0, 3])
})

test('a file that did not load counts as one failure', () => {
  expect(tallyOf(1, { status: 'failed', tests: [] }, { status: 'passed', tests: ['passed'] })).toEqual([
    1, 1, 0,
  ])
})

test('a red exit with nothing red in the report counts as one failure', () => {
  expect(tallyOf(1, { status: 'passed', tests: ['passed'] })).toEqual([1, 1, 0])
})

test('a run without a test counts as one failure', () => {
  expect(tallyOf(0)).toEqual([0, 1, 0])
})

test('a missing report counts as one failure', () => {
  expect(readVitestReport(join(folder, 'none.json'), 0)).toEqual({ passed: 0, failed: 1, skipped: [] })
})
