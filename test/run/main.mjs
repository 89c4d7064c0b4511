// `npm test`: every stage, its result, and `N passed, N failed` as the last line. Names of stages as arguments run
// only those. Plain JavaScript, since it runs on Node 20 before anything is compiled.
import { runStage, stages } from './stages.mjs'

const names = process.argv.slice(2)
const chosen = names.length === 0 ? stages : stages.filter(({ name }) => names.includes(name))
if (chosen.length < names.length) {
  throw new Error(
    `There is no stage of that name: ${names.join(' ')}. Choose from ${stages.map(({ name }) => name).join(' ')}.`,
  )
}

const lines = []
const total = { passed: 0, failed: 0 }
/** @type {string[]} */
const skipped = []
const built = await runLane('build')
const others = await Promise.all([runLane('beside'), runLane('main')])
for (const { name, tally } of [...built, ...others.flat()]) {
  total.passed += tally.passed
  total.failed += tally.failed
  skipped.push(...tally.skipped)
  const result = tally.failed > 0 ? 'FAILED' : 'ok'
  const counts = `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped`
  lines.push(`${result.padEnd(6)} ${name.padEnd(15)} ${tally.seconds.toFixed(1).padStart(6)} s  ${counts}`)
}

console.log(`\n${lines.join('\n')}`)
for (const name of skipped) console.log(`SKIPPED ${name}`)
if (skipped.length > 0 && process.env.CI === 'true') {
  console.log('In CI a skipped test counts as failed: what it needs has to be installed there.')
  total.failed += skipped.length
}
if (skipped.length > 0) console.log(`${skipped.length} skipped`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1

/** @param {import('./stages.mjs').Lane} lane */
async function runLane(lane) {
  const results = []
  for (const stage of chosen) {
    if (stage.lane === lane) results.push({ name: stage.name, tally: await runStage(stage) })
  }
  return results
}
