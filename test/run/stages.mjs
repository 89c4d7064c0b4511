import { rmSync } from 'node:fs'
import { run } from './command.mjs'
import { readVitestReport } from './tally.mjs'

/** @typedef {import('./tally.mjs').Tally} Tally */

/**
 * Stages that build come first, one after the other. Then those of both other lanes, each lane one after the other: in
 * the main one are tests that mostly wait, and what it prints is seen as it comes; beside it runs what only computes,
 * printed as a whole when it ends.
 *
 * @typedef {'build' | 'main' | 'beside'} Lane
 */

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {Lane} lane
 * @property {readonly string[]} command
 * @property {string} [report] where the command leaves vitest's JSON report
 */

/** The folders of the alerts' cases, which promtool computes for minutes. */
const alerts = 'examples/*/alerts/**'

/**
 * @param {string} name
 * @param {Lane} lane
 * @param {readonly string[]} args
 * @returns {Stage}
 */
function vitest(name, lane, args) {
  const report = `build/test-results/${name}.json`
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return { name, lane, command: ['npx', 'vitest', 'run', ...reporters, ...args], report }
}

/**
 * @param {string} name of the stage, and of the script
 * @param {Lane} lane
 * @returns {Stage}
 */
function script(name, lane) {
  return { name, lane, command: ['npm', 'run', '--silent', name] }
}

/** What `npm test` runs. @type {readonly Stage[]} */
export const stages = [
  { ...script('prepack', 'build'), name: 'build' },
  script('build:examples', 'build'),
  script('types', 'beside'),
  script('lint', 'beside'),
  script('unused', 'beside'),
  vitest('alerts', 'beside', ['/alerts/']),
  vitest(
    'tests',
    'main',
    [alerts, 'test/docs/**', 'test/package/**'].flatMap((glob) => ['--exclude', glob]),
  ),
  vitest('docs', 'main', ['test/docs']),
  vitest('package', 'main', ['test/package']),
]

/**
 * Runs a stage, and prints what it is and what it says: at once, or as a whole when it has ended.
 *
 * @param {Stage} stage
 * @returns {Promise<Tally & { seconds: number }>}
 */
export async function runStage({ name, lane, command, report }) {
  const title = `\n== ${name}: ${command.join(' ')}`
  const whole = lane === 'beside'
  if (!whole) console.log(title)
  if (report !== undefined) rmSync(report, { force: true })
  const { code, output, seconds } = await run(command, { capture: whole, minutes: 60 })
  if (whole) console.log(`${title}\n${output}`)
  if (report !== undefined) return { ...readVitestReport(report, code), seconds }
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], seconds }
}
