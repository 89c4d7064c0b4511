import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * What one stage counted. A stage without tests of its own (a build, a lint) counts as one.
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped the names of tests that did not run
 */

/** @typedef {{ status: string, fullName: string }} Assertion */
/** @typedef {{ name: string, status: string, assertionResults: Assertion[] }} TestFile */

/**
 * Reads vitest's JSON report. A test file that fails without a failing test (it did not load) counts as one failure,
 * and so does a run that exits red with nothing red in its report, or that ran no test.
 *
 * @param {string} file the report
 * @param {number} exitCode of vitest
 * @returns {Tally}
 */
export function readVitestReport(file, exitCode) {
  /** @type {Tally} */
  const tally = { passed: 0, failed: 0, skipped: [] }
  for (const testFile of testFiles(file)) {
    const failedBefore = tally.failed
    for (const { status, fullName } of testFile.assertionResults) {
      if (status === 'passed') tally.passed++
      else if (status === 'failed') tally.failed++
      else tally.skipped.push(`${relative(process.cwd(), testFile.name)}: ${fullName}`)
    }
    if (testFile.status === 'failed' && tally.failed === failedBefore) tally.failed++
  }
  const nothingRan = tally.passed + tally.failed === 0
  if (tally.failed === 0 && (exitCode !== 0 || nothingRan)) tally.failed = 1
  return tally
}

/**
 * @param {string} file
 * @returns {TestFile[]} none when vitest left no report
 */
function testFiles(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults
  } catch {
    return []
  }
}
