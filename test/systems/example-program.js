import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const built = join(import.meta.dirname, '../../build/examples')
/** Starts `examples/<path>` as `npm run build:examples` has compiled it. */
export function startExample(path, args = [], env = {}) {
  const main = join(built, path)
  if (!existsSync(main)) throw new Error(`There is no ${main}: run npm run build && npm run build:examples.`)
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  const ended = new Promise((resolve) => child.once('close', resolve))
  return {
    output: () => output,
    async until(what, ask) {
      for (let tries = 0; tries < 300; tries++) {
        const answer = await ask()
        if (answer !== undefined) return answer
        await sleep(100)
      }
      throw new Error(`There was not within 30 s: ${what}. The program said:\n${output}`)
    },
    end() {
      child.kill('SIGINT')
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
      return ended.finally(() => clearTimeout(late))
    },
  }
}
//# sourceMappingURL=example-program.js.map
