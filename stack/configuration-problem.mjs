import { basename, join, relative } from 'node:path'
import { repository } from './go/programs.mjs'

/** @typedef {import('./servers/server.mjs').Server} Server */

/**
 * The sentence about a configuration file that a server does not take: which file, which key, what to do. `undefined`
 * when that is not why it has ended.
 *
 * @param {Server} server
 * @param {string} said everything that it said
 */
export function configurationProblem({ configuration, rules }, said) {
  if (configuration === undefined) return undefined
  const inRules = /parse rules from file \\?"([^"\\]+)/.exec(said)?.[1]
  const path = inRules !== undefined && rules !== undefined ? join(rules, basename(inRules)) : configuration
  const file = path.startsWith(repository) ? relative(repository, path) : path
  const keys = unknownKeys(said)
  if (keys.length > 0) {
    const which = keys.length === 1 ? 'a key that is not known' : 'keys that are not known'
    return `${file} has ${which}: ${keys.join(', ')}. Mend the name, or take it out, and start again.`
  }
  const why = /^Error: (?:invalid configuration|failed to get config): (.+)$/m.exec(said)?.[1]
  return why === undefined ? undefined : `${file} cannot be used: ${why}. Mend it, and start again.`
}

/** @param {string} said */
function unknownKeys(said) {
  // The Collector and Jaeger say where as well; Prometheus says the line.
  const keys = [...said.matchAll(/has invalid keys: (.+)/g)].flatMap(([, names = '']) => names.split(', '))
  const fields = [...said.matchAll(/line (\d+): field (\S+) not found in type/g)].map(
    ([, line, name]) => `${name} (line ${line})`,
  )
  return [...new Set([...keys, ...fields])].map((key) => key.trim())
}
