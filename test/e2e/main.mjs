// `npm run test:e2e`: the shop under load against the real Collector, Prometheus and Jaeger. Where they cannot be built
// it says so; with CI=true that is a failure. Arguments go to vitest.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildProgram, buildPrograms } from '../../stack/go/build.mjs'
import { goProblem } from '../../stack/go/toolchain.mjs'
import { Keeper } from '../../stack/keeper/keeper.mjs'
import { run } from '../run/command.mjs'
import { readVitestReport } from '../run/tally.mjs'
import { objectStore } from '../servers/object-store/program.mjs'
import { buildBroker } from './kafka/broker.mjs'

const repository = join(import.meta.dirname, '../..')
const results = join(repository, 'build/test-results')
/** One after the other, so that the stack of the first does not take processors from those of the second. */
const projects = ['one run', 'alone', 'own stacks', 'systems']
const isRequired = process.env.CI === 'true'

process.exitCode = await main()

async function main() {
  const problem = goProblem()
  if (problem !== undefined) {
    console.log(`SKIPPED end to end: ${problem}`)
    console.log(`0 passed, ${isRequired ? 1 : 0} failed`)
    return isRequired ? 1 : 0
  }
  await buildServers()
  for (const script of ['build', 'build:examples']) {
    const { code } = await run(['npm', 'run', '--silent', script], { cwd: repository })
    if (code !== 0) return 1
  }
  const tallies = []
  for (const project of projects) tallies.push(await test(project))
  const passed = sum(tallies.map((tally) => tally.passed))
  const failed = sum(tallies.map((tally) => tally.failed)) + (tallies.every(isEmpty) ? 1 : 0)
  const skipped = tallies.flatMap((tally) => tally.skipped)
  for (const name of skipped) console.log(`SKIPPED ${name}`)
  const red = failed + (isRequired ? skipped.length : 0)
  console.log(`${passed} passed, ${red} failed`)
  return red === 0 ? 0 : 1
}

/** Before the tests: what is built beside them takes the processors of others. */
async function buildServers() {
  const keeper = new Keeper()
  try {
    await buildPrograms({ keeper, say: console.log })
    await buildProgram(objectStore, { keeper, say: console.log })
    await buildBroker()
  } finally {
    await keeper.close()
  }
}

/** @param {string} project */
async function test(project) {
  const report = join(results, `e2e-${project.replace(' ', '-')}.json`)
  rmSync(report, { force: true })
  const config = join(import.meta.dirname, 'vitest.config.ts')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const chosen = ['--project', project, '--passWithNoTests', ...process.argv.slice(2)]
  const { code } = await run(['npx', 'vitest', 'run', '--config', config, ...reporters, ...chosen], {
    cwd: repository,
    minutes: 60,
  })
  const tally = readVitestReport(report, code)
  // Arguments may choose files of one project only.
  return code === 0 && tally.passed === 0 && tally.skipped.length === 0 ? { ...tally, failed: 0 } : tally
}

/** @param {import('../run/tally.mjs').Tally} tally */
function isEmpty({ passed, failed, skipped }) {
  return passed + failed + skipped.length === 0
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}
