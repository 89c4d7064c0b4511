import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cache } from './go/programs.mjs'
import { isAlive } from './keeper/is-alive.mjs'

const runs = join(cache, 'runs')

/** A folder for everything that this run writes; the folders of runs that were killed are removed. */
export function makeRunFolder() {
  mkdirSync(runs, { recursive: true })
  for (const name of readdirSync(runs)) {
    if (!isAlive(Number(name.split('-')[0]))) rmSync(join(runs, name), { recursive: true, force: true })
  }
  const folder = join(runs, `${process.pid}-${Date.now()}`)
  mkdirSync(join(folder, 'logs'), { recursive: true })
  return folder
}
