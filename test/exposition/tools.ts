import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Programs that read expositions more strictly than we do ourselves. `npm run tools` installs them into `.cache`. */

const howToInstall = 'Run `npm run tools` to install it. In CI this is a failure.'

/** The first of these that runs, or `undefined` after a loud word about it. */
function firstThatRuns(
  what: string,
  candidates: readonly string[],
  probe: readonly string[],
): string | undefined {
  for (const program of candidates) {
    if (program.includes('/') && !existsSync(program)) continue
    if (spawnSync(program, probe, { timeout: 20_000 }).status === 0) return program
  }
  console.error(`\n!!! ${what} is missing, so the expositions are not checked with it. ${howToInstall}\n`)
  return undefined
}

export const promtool = firstThatRuns('promtool', ['.cache/bin/promtool', 'promtool'], ['--version'])
export const python = firstThatRuns(
  "Python's prometheus_client",
  ['.cache/python/bin/python3', 'python3'],
  ['-c', 'import prometheus_client'],
)

/** Feeds `input` to a program, and gives its exit code and what it said. */
export function run(
  program: string,
  args: readonly string[],
  input: string,
): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { input, timeout: 60_000, maxBuffer: 1 << 28 })
  return { code: status, said: `${stdout}${stderr}` }
}
