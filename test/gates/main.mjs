// `npm run test:gates`: plants one fault after the other in a copy of the repository, and expects red from exactly
// the gates that are meant to see it. Without a fault all of them must be green. Arguments choose faults by their text.
import { run } from '../run/command.mjs'
import { Copy } from './copy.mjs'
import { faults } from './faults.mjs'
import { gates } from './gates.mjs'

/** @typedef {import('./faults.mjs').Fault} Fault */

const chosen = faults.filter(({ name }) => process.argv.slice(2).every((text) => name.includes(text)))
const quick = Object.keys(gates).filter((name) => gates[name]?.quick)
const needed = new Set([...quick, ...chosen.flatMap(({ red }) => red)])
const copy = new Copy()
const env = { ...process.env, CI: 'true', NO_COLOR: '1' }
const total = { passed: 0, failed: 0 }

try {
  await build()
  const before = await redOf([...needed])
  expectRed({ name: 'no fault', red: [] }, before)
  // Where a gate is red already, a fault behind it would not be seen.
  for (const fault of before.size === 0 ? chosen : []) {
    fault.plant(copy)
    expectRed(fault, await redOf([...new Set([...quick, ...fault.red])]))
    copy.restore(fault.files)
  }
} finally {
  copy.remove()
}
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1

async function build() {
  const { code, output } = await run(['npm', 'run', '--silent', 'build'], {
    cwd: copy.folder,
    env,
    capture: true,
  })
  if (code !== 0) throw new Error(`The copy does not build:\n${output}`)
}

/**
 * Runs the quick gates at once, since each is too short to fill the machine, and the others one by one.
 *
 * @param {readonly string[]} names of gates
 * @returns {Promise<Map<string, string>>} the red ones, and what each printed
 */
async function redOf(names) {
  const red = new Map()
  const check = async (/** @type {string} */ name) => {
    const { code, output } = await run(gates[name]?.command ?? [], { cwd: copy.folder, env, capture: true })
    if (code !== 0) red.set(name, output)
  }
  await Promise.all(names.filter((name) => gates[name]?.quick).map(check))
  for (const name of names) if (!gates[name]?.quick) await check(name)
  return red
}

/** @param {Pick<Fault, 'name' | 'red'> & Partial<Fault>} fault @param {Map<string, string>} red */
function expectRed({ name, red: expected, says = /^/ }, red) {
  const faults = [
    ...expected.filter((gate) => !red.has(gate)).map((gate) => `${gate} stayed green`),
    ...expected
      .filter((gate) => red.has(gate) && !says.test(red.get(gate) ?? ''))
      .map((gate) => `${gate} turned red, but does not say ${says}:\n${red.get(gate)}`),
    ...[...red.keys()]
      .filter((gate) => !expected.includes(gate))
      .map((gate) => `${gate} turned red, and was not meant to:\n${red.get(gate)}`),
  ]
  total[faults.length === 0 ? 'passed' : 'failed']++
  console.log(
    `${faults.length === 0 ? 'ok    ' : 'FAILED'} ${name}: red is ${[...red.keys()].join(', ') || 'nothing'}`,
  )
  for (const fault of faults) console.log(`  ${fault}`)
}
