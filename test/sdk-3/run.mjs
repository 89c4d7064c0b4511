// `npm run test:sdk-3`: the suites that must hold on SDK 3.x, on Node 24. Arguments go to vitest.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../run/command.mjs'
import { readVitestReport } from '../run/tally.mjs'
import { node24 } from './node-24.mjs'

const repository = join(import.meta.dirname, '../..')
const report = join(repository, 'build/test-results/sdk-3.json')
const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
const config = join(import.meta.dirname, 'vitest.config.ts')

rmSync(report, { force: true })
const { code } = await run(
  [
    node24(),
    vitest,
    'run',
    '--config',
    config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: repository, env: { ...process.env, SPANMETER_TEST_SDK: '3' }, minutes: 20 },
)
const { passed, failed, skipped } = readVitestReport(report, code)
for (const name of skipped) console.log(`SKIPPED ${name}`)
const failures = process.env.CI === 'true' ? failed + skipped.length : failed
console.log(`${passed} passed, ${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1
