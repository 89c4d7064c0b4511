// `npm run test:e2e`: the shop under load against the real Collector, Prometheus and Jaeger. Where they cannot be built
// it says so; with CI=true that is a failure. Arguments go to vitest.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildPrograms } from '../../stack/go/build.mjs'
import { goProblem } from '../../stack/go/toolchain.mjs'
import { Keeper } from '../../stack/keeper/keeper.mjs'
import { run } from '../run/command.mjs'
import { readVitestReport } from '../run/tally.mjs'

const repository = join(import.meta.dirname, '../..')
const report = join(repository, 'build/test-results/e2e.json')
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
  const { passed, failed, skipped } = await test()
  for (const name of skipped) console.log(`SKIPPED ${name}`)
  const red = failed + (isRequired ? skipped.length : 0)
  console.log(`${passed} passed, ${red} failed`)
  return red === 0 ? 0 : 1
}

async function buildServers() {
  const keeper = new Keeper()
  try {
    await buildPrograms({ keeper, say: console.log })
  } finally {
    await keeper.close()
  }
}

async function test() {
  rmSync(report, { force: true })
  const config = join(import.meta.dirname, 'vitest.config.ts')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const vitest = ['npx', 'vitest', 'run', '--config', config, ...reporters, ...process.argv.slice(2)]
  const { code } = await run(vitest, { cwd: repository, minutes: 20 })
  return readVitestReport(report, code)
}
