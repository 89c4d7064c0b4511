import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { makeFolder, removeFolder } from '../folders.mjs'
import { isAlive } from '../keeper/is-alive.mjs'
import { cache, programs } from './programs.mjs'
import { goProblem } from './toolchain.mjs'

/** @typedef {import('./programs.mjs').Program} Program */
/** @typedef {import('../keeper/keeper.mjs').Keeper} Keeper */
/** @typedef {Record<import('./programs.mjs').ProgramName, string>} Built path of each executable */

const bin = join(cache, 'bin')

/**
 * Builds what is not built yet, one after the other and at low priority. A build that is interrupted leaves nothing
 * that could be taken for a program: the name, which holds a checksum of the pins, is given at the end.
 *
 * @param {{ keeper: Keeper, say: (line: string) => void }} options
 * @returns {Promise<Built>}
 */
export async function buildPrograms(options) {
  const built = []
  for (const program of programs) built.push(await buildProgram(program, options))
  const [promtool, prometheus, jaeger, otelcol] = built
  if (!promtool || !prometheus || !jaeger || !otelcol) throw new Error('A program is not in the list.')
  return { promtool, prometheus, jaeger, otelcol }
}

/**
 * Builds one program, unless it is built.
 *
 * @param {Program} program
 * @param {{ keeper: Keeper, say: (line: string) => void }} options
 * @returns {Promise<string>} the path of the executable
 */
export async function buildProgram(program, { keeper, say }) {
  const path = pathOf(program)
  if (existsSync(path)) return path
  const problem = goProblem()
  if (problem !== undefined) throw new Error(problem)
  makeFolder(bin)
  removeLeftovers()
  say(`Building ${program.name} (once; a few minutes)`)
  await build(program, keeper)
  return path
}

/** @param {Program} program @param {Keeper} keeper */
async function build(program, keeper) {
  const work = join(cache, `building-${program.name}-${process.pid}`)
  makeFolder(work)
  try {
    const sources = program.generated === undefined ? program.folder : await generate(program, work, keeper)
    const made = join(work, 'made', program.name)
    await go(['build', '-trimpath', '-o', made, program.main], { cwd: sources, work, keeper })
    for (const old of readdirSync(bin).filter((name) => name.replace(/-[0-9a-f]+$/, '') === program.name))
      rmSync(join(bin, old), { force: true })
    renameSync(made, pathOf(program))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * The sources that the Collector's builder writes; the versions stay those of the committed go.mod.
 *
 * @param {Program} program
 * @param {string} work
 * @param {Keeper} keeper
 */
async function generate({ folder, generated }, work, keeper) {
  const config = join(work, 'sources')
  cpSync(folder, config, { recursive: true })
  const { tool = '', from = '' } = generated ?? {}
  const skip = ['--skip-compilation', '--skip-get-modules']
  await go(['run', tool, '--config', from, ...skip], { cwd: config, work, keeper })
  const sources = join(config, 'dist')
  for (const file of ['go.mod', 'go.sum']) cpSync(join(folder, file), join(sources, file))
  return sources
}

/** @param {readonly string[]} args @param {{ cwd: string, work: string, keeper: Keeper }} where */
async function go(args, { cwd, work, keeper }) {
  const log = join(work, 'go.log')
  // The Collector's builder leaves a folder there.
  const env = { ...globalThis.process.env, TMPDIR: work }
  const process = await keeper.start({ command: 'go', args, cwd, env, log })
  setPriority(process.pid, 19)
  const how = await process.ended
  if (how === 0) return
  const said = readFileSync(log, 'utf8').slice(-4000)
  throw new Error(`\`go ${args.join(' ')}\` in ${cwd} ended with ${how}:\n${said}`)
}

/** What builds left that were killed. */
function removeLeftovers() {
  for (const name of readdirSync(cache)) {
    const pid = /^building-.*-(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) removeFolder(join(cache, name))
  }
}

/** @param {Program} program */
function pathOf({ name, folder, main, generated }) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${main}`)
  const files = ['go.mod', 'go.sum', ...(generated === undefined ? [] : [generated.from])]
  for (const file of files) hash.update(readFileSync(join(folder, file)))
  hash.update(generated?.tool ?? '')
  return join(bin, `${name}-${hash.digest('hex').slice(0, 12)}`)
}
