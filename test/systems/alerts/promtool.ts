import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The promtool of `.cache/bin` or the path; `undefined` after a loud word. In CI its lack is an error. */
export function findPromtool(repository: string): string | undefined {
  const installed = join(repository, '.cache/bin/promtool')
  const program = existsSync(installed) ? installed : 'promtool'
  if (spawnSync(program, ['--version'], { timeout: 20_000 }).status === 0) return program
  const said = 'promtool is missing, so the alerts are not proved. Run `npm run tools` to install it.'
  if (process.env.CI) throw new Error(said)
  console.error(`\n!!! ${said}\n`)
  return undefined
}
