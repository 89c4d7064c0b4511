import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, removeFolder } from './folders.mjs'
import { cache } from './go/programs.mjs'
import { isAlive } from './keeper/is-alive.mjs'

/**
 * A folder for everything that this run writes; the folders of runs that were killed are removed.
 *
 * @param {string} [runs] where such folders are
 * @throws with a sentence, when it cannot be made or another one cannot be removed
 */
export function makeRunFolder(runs = join(cache, 'runs')) {
  makeFolder(runs)
  for (const name of readdirSync(runs)) {
    const pid = /^(\d+)-\d+$/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) removeFolder(join(runs, name))
  }
  const folder = join(runs, `${process.pid}-${Date.now()}`)
  makeFolder(join(folder, 'logs'))
  return folder
}
