import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname
const modules = join(here, 'node_modules')
const lockfile = join(here, 'package-lock.json')

/**
 * The Node that SDK 3.x runs on: the one that the npm package carries, installed here on first use; on a system that
 * there is none for, the running one when it is new enough.
 *
 * @returns {string} path of the executable
 */
export function node24() {
  install()
  const packaged = join(modules, '.bin', 'node')
  if (existsSync(packaged)) return packaged
  if (runsSdk3()) return process.execPath
  throw new Error(
    `SDK 3.x needs Node 22.15 or newer; this is ${process.version}, and npm carries no Node for ${process.platform} ${process.arch}. Run this with a newer Node.`,
  )
}

/** Whether SDK 3.x runs on the Node that this runs on: npm then prefers it to 2.x. */
export function runsSdk3() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 15)
}

/** `npm ci` in this folder, unless what is installed is what the lockfile says. */
function install() {
  const stamp = join(modules, '.lockfile')
  const lock = readFileSync(lockfile, 'utf8')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  // Node is named by the packages' engines, and npm would warn of each: the machine's Node only unpacks them.
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: here, stdio: 'inherit' })
  if (status !== 0) throw new Error(`npm ci failed in ${here}, with exit code ${status}.`)
  writeFileSync(stamp, lock)
}
