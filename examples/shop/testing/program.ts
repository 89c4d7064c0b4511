import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Places, Status } from '../report/status.ts'
import type { Summary } from '../report/summary.ts'

const MAIN = fileURLToPath(new URL('../../../build/examples/shop/main.js', import.meta.url))

/** What `--json` prints. */
export type Line =
  | { readonly type: 'started'; readonly pid: number; readonly places: Places }
  | { readonly type: 'status'; readonly status: Status }
  | ({ readonly type: 'summary'; readonly load: { readonly sent: number } } & Summary)

/** The real program in a process of its own, on free ports. */
export interface Program {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  /** Everything that `--json` has printed so far. */
  lines(): Line[]
  /** Resolves with the exit code, `null` when a signal ended it. */
  exit(): Promise<number | null>
}

/** The embedded database takes half the processor time to start when its WebAssembly is not optimised. */
const QUICK_START = '--liftoff-only'

/** @param nodeFlags given to Node itself; the payment process inherits them */
export function startProgram(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
  nodeFlags: readonly string[] = [],
): Program {
  if (!existsSync(MAIN))
    throw new Error(`There is no ${MAIN}: run npm run build && npm run build:examples first.`)
  const child = spawn(process.execPath, [QUICK_START, ...nodeFlags, MAIN, ...argv], {
    env: { PATH: process.env.PATH, PORT: '0', OTEL_EXPORTER_PROMETHEUS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    lines: () =>
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line), // What the program promises of its output.
    exit: () => ended,
  }
}

/** The first line of this type, once it is there. */
export async function lineOf<Type extends Line['type']>(
  program: Program,
  type: Type,
): Promise<Extract<Line, { type: Type }>> {
  return until(`a line "${type}"; stderr: ${program.stderr()}`, () =>
    program.lines().find((line): line is Extract<Line, { type: Type }> => line.type === type),
  )
}

/** Asks again and again until there is an answer, at most for a minute. */
export async function until<Answer>(
  what: string,
  ask: () => Answer | undefined | false | Promise<Answer | undefined | false>,
): Promise<Answer> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    await sleep(100)
  }
  throw new Error(`There was not within a minute: ${what}.`)
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
