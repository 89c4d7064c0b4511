import { spawn } from 'node:child_process'

/**
 * @typedef {object} CommandResult
 * @property {number} code exit code; 1 when the command could not be started, or ran out of time
 * @property {string} output what it printed, when it was captured
 * @property {number} seconds
 */

/**
 * Runs one command to its end. A command that cannot start or exceeds its time counts as failed; it never throws.
 *
 * @param {readonly string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean, minutes?: number }} [options]
 * @returns {Promise<CommandResult>}
 */
export function run(command, { cwd, env, capture = false, minutes = 10 } = {}) {
  const started = performance.now()
  const [file = '', ...args] = command
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
    })
    let output = ''
    const done = (/** @type {number} */ code) => {
      clearTimeout(limit)
      resolve({ code, output, seconds: (performance.now() - started) / 1000 })
    }
    const limit = setTimeout(() => {
      output += `\n${command.join(' ')} was ended: it ran longer than ${minutes} minutes\n`
      if (!capture) console.log(output)
      child.kill('SIGKILL')
      done(1)
    }, minutes * 60_000)
    child.stdout?.on('data', (chunk) => {
      output += chunk
    })
    child.stderr?.on('data', (chunk) => {
      output += chunk
    })
    child.once('error', (error) => {
      output += String(error)
      done(1)
    })
    child.once('close', (code) => done(code ?? 1))
  })
}
