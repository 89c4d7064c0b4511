import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { programs } from './programs.mjs'

/** @typedef {{ version: string, fetchesOthers: boolean }} Go */

/**
 * The sentence that says why nothing can be built here, or `undefined` when it can.
 *
 * @param {Go | null} [go] what is installed; null for nothing
 */
export function goProblem(go = installedGo()) {
  const needed = neededVersion()
  const remedy = `Install Go ${needed} or newer (https://go.dev/dl) so that \`go\` is on the PATH, or use Compose.`
  if (go === null)
    return `Go is needed to build Prometheus, Jaeger and the Collector, and there is none. ${remedy}`
  // From 1.21 on Go fetches the version that a module asks for, unless it was told not to.
  const fetches = go.fetchesOthers && compare(go.version, '1.21') >= 0
  if (compare(go.version, needed) >= 0 || fetches) return undefined
  return `Go ${go.version} is too old to build Prometheus, Jaeger and the Collector. ${remedy}`
}

/** @returns {Go | null} */
function installedGo() {
  try {
    const [version = '', toolchain = ''] = execFileSync('go', ['env', 'GOVERSION', 'GOTOOLCHAIN'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\n')
    return { version: version.replace(/^go/, ''), fetchesOthers: !/^(local|path)|\+path$/.test(toolchain) }
  } catch {
    return null
  }
}

/** The newest Go that one of the modules asks for. */
export function neededVersion() {
  const asked = programs.map(({ folder }) => {
    const text = readFileSync(join(folder, 'go.mod'), 'utf8')
    return /^go (\S+)$/m.exec(text)?.[1] ?? '0'
  })
  return asked.sort(compare).at(-1) ?? '0'
}

/** By number, part by part; what is no number (`rc1`) counts as 0. @param {string} a @param {string} b */
function compare(a, b) {
  const parts = [a, b].map((version) => version.split('.').map((part) => Number.parseInt(part, 10) || 0))
  const [left = [], right = []] = parts
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
