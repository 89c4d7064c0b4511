import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const built = join(import.meta.dirname, '../../build/examples')

/** A program of `examples/` in a process of its own. */
export interface ExampleProgram {
  readonly pid: number
  output(): string
  /** Asks again and again until there is an answer, at most 30 s. */
  until<Answer>(what: string, ask: () => Promise<Answer | undefined> | Answer | undefined): Promise<Answer>
  /** Ends it as Ctrl-C would. @returns its exit code */
  end(): Promise<number | null>
  /** It is gone at once, as after a crash. */
  crash(): Promise<void>
}

/** Starts `examples/<path>` as `npm run build:examples` has compiled it. */
export function startExample(
  path: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): ExampleProgram {
  const main = join(built, path)
  if (!existsSync(main)) throw new Error(`There is no ${main}: run npm run build && npm run build:examples.`)
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  if (child.pid === undefined) throw new Error(`${main} could not be started.`)
  return {
    pid: child.pid,
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
    async crash() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
