// `npm run test:gates`: plants one fault after the other in a copy of the repository, and expects red from exactly
// the gates that are meant to see it. Without a fault all of them must be green. Arguments choose faults by their text.
import { run } from '../run/command.mjs'
import { Copy } from './copy.mjs'
import { faults } from './faults.mjs'
import { gates } from './gates.mjs'

const chosen = faults.filter(({ name }) => process.argv.slice(2).every((text) => name.includes(text)))
const quick = Object.keys(gates).filter((name) => gates[name]?.quick)
const needed = new Set([...quick, ...chosen.flatMap(({ red }) => red)])
const copy = new Copy()
const env = { ...process.env, CI: 'true' }
const total = { passed: 0, failed: 0 }

try {
  await build()
  expectRed('no fault', [], await redOf([...needed]))
  for (const { name, red, files, plant } of chosen) {
    plant(copy)
    expectRed(name, red, await redOf([...new Set([...quick, ...red])]))
    copy.restore(files)
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
 * @param {readonly string[]} names of gates
 * @returns {Promise<Map<string, string>>} the red ones, and what each printed
 */
async function redOf(names) {
  const red = new Map()
  for (const name of names) {
    const { code, output } = await run(gates[name]?.command ?? [], { cwd: copy.folder, env, capture: true })
    if (code !== 0) red.set(name, output)
  }
  return red
}

/** @param {string} fault @param {readonly string[]} expected @param {Map<string, string>} red */
function expectRed(fault, expected, red) {
  const missing = expected.filter((name) => !red.has(name))
  const surplus = [...red.keys()].filter((name) => !expected.includes(name))
  const ok = missing.length + surplus.length === 0
  total[ok ? 'passed' : 'failed']++
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${fault}: red is ${[...red.keys()].join(', ') || 'nothing'}`)
  for (const name of missing) console.log(`  ${name} stayed green`)
  for (const name of surplus) console.log(`  ${name} turned red, and was not meant to:\n${red.get(name)}`)
}
