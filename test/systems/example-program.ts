import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const built = join(import.meta.dirname, '../../build/examples')
/** Longer than any program needs by itself, so that it says how it ended. */
const END_WITHIN_MS = 30_000

/** Tests that fail half-way leave programs running: they end with this process, which vitest ends by this signal. */
const running = new Set<ChildProcess>()
process.once('SIGTERM', () => {
  for (const child of running) child.kill('SIGKILL')
  process.kill(process.pid, 'SIGTERM')
})

/** A program of `examples/` in a process of its own. */
export interface ExampleProgram {
  readonly pid: number
  output(): string
  /** Asks again and again until there is an answer, at most for a minute. */
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
  running.add(child)
  void ended.then(() => running.delete(child))
  return {
    pid: child.pid,
    output: () => output,
    async until(what, ask) {
      for (let tries = 0; tries < 600; tries++) {
        const answer = await ask()
        if (answer !== undefined) return answer
        await sleep(100)
      }
      throw new Error(`There was not within a minute: ${what}. The program said:\n${output}`)
    },
    end() {
      child.kill('SIGINT')
      const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS)
      return ended.finally(() => clearTimeout(late))
    },
    async crash() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
