// `npm run test:sdk-3`: the sources compile against SDK 3.x, and the suites that must hold on it do, on Node 24.
// Arguments go to vitest.
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../run/command.mjs'
import { readVitestReport } from '../run/tally.mjs'
import { node24 } from './node-24.mjs'

const repository = join(import.meta.dirname, '../..')
const report = join(repository, 'build/test-results/sdk-3.json')
const node = node24()

const types = await compile()
const tests = await runSuites()
for (const name of tests.skipped) console.log(`SKIPPED ${name}`)
const skips = process.env.CI === 'true' ? tests.skipped.length : 0
const failed = types.failed + tests.failed + skips
console.log(`${types.passed + tests.passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** The sources are copied below this folder, so that the compiler finds the packages that are installed here. */
async function compile() {
  const copy = join(import.meta.dirname, 'build')
  rmSync(copy, { recursive: true, force: true })
  cpSync(join(repository, 'src'), join(copy, 'src'), { recursive: true })
  const tsc = join(repository, 'node_modules/typescript/bin/tsc')
  const { code } = await run([node, tsc, '-p', import.meta.dirname])
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

async function runSuites() {
  rmSync(report, { force: true })
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const config = join(import.meta.dirname, 'vitest.config.ts')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await run(
    [node, vitest, 'run', '--config', config, ...reporters, ...process.argv.slice(2)],
    { cwd: repository, env: { ...process.env, SPANMETER_TEST_SDK: '3' }, minutes: 60 },
  )
  return readVitestReport(report, code)
}
