import { rmSync } from 'node:fs'
import { run } from './command.mjs'
import { readVitestReport } from './tally.mjs'

/** @typedef {import('./tally.mjs').Tally} Tally */

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {readonly string[]} command
 * @property {string} [report] where the command leaves vitest's JSON report
 */

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Stage}
 */
function vitest(name, args) {
  const report = `build/test-results/${name}.json`
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return { name, command: ['npx', 'vitest', 'run', ...reporters, ...args], report }
}

/** What `npm test` runs, in order. Later stages use what `build` made. @type {readonly Stage[]} */
export const stages = [
  { name: 'build', command: ['npm', 'run', '--silent', 'prepack'] },
  { name: 'build:examples', command: ['npm', 'run', '--silent', 'build:examples'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'unused', command: ['npm', 'run', '--silent', 'unused'] },
  vitest('tests', ['--exclude', 'test/docs/**', '--exclude', 'test/package/**']),
  vitest('docs', ['test/docs']),
  vitest('package', ['test/package']),
]

/**
 * @param {Stage} stage
 * @returns {Promise<Tally & { seconds: number }>}
 */
export async function runStage({ command, report }) {
  if (report !== undefined) rmSync(report, { force: true })
  const { code, seconds } = await run(command, { minutes: 20 })
  if (report !== undefined) return { ...readVitestReport(report, code), seconds }
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], seconds }
}
