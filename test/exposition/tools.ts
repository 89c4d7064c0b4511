import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Programs that read expositions more strictly than we do ourselves. `npm run tools` installs them into `.cache`. */

const howToInstall = 'Run `npm run tools` to install it. In CI this is a failure.'

/** The first of these that runs, or `undefined` after a loud word about it. */
function firstThatRuns(
  what: string,
  candidates: readonly string[],
  probe: readonly string[],
): string | undefined {
  for (const program of candidates) {
    if (program.includes('/') && !existsSync(program)) continue
    if (spawnSync(program, probe, { timeout: 20_000 }).status === 0) return program
  }
  console.error(`\n!!! ${what} is missing, so the expositions are not checked with it. ${howToInstall}\n`)
  return undefined
}

export const promtool = firstThatRuns('promtool', ['.cache/bin/promtool', 'promtool'], ['--version'])
export const python = firstThatRuns(
  "Python's prometheus_client",
  ['.cache/python/bin/python3', 'python3'],
  ['-c', 'import prometheus_client'],
)

/** Feeds `input` to a program, and gives its exit code and what it said. */
export function run(
  program: string,
  args: readonly string[],
  input: string,
): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { input, timeout: 60_000, maxBuffer: 1 << 28 })
  return { code: status, said: `${stdout}${stderr}` }
}

/** What Python's parsers found in one body: its samples, as name, labels and number, or why they refuse it. */
export interface StrictReading {
  readonly error?: string
  readonly samples: readonly (readonly [name: string, labels: Record<string, string>, value: string])[]
}

/** Hands bodies to Python's `prometheus_client`, whose parsers are the strict ones, and gives what each of them came to. */
export function readStrictly(
  bodies: readonly (readonly [format: 'text' | 'openmetrics', body: string])[],
): StrictReading[] {
  const input = bodies.map((body) => `${JSON.stringify(body)}\n`).join('')
  const { code, said } = run(python ?? 'python3', ['test/exposition/strict-readers.py'], input)
  if (code !== 0) throw new Error(`The strict readers ended with ${code}: ${said.slice(0, 2_000)}`)
  const lines = said.trimEnd().split('\n')
  if (lines.length !== bodies.length) throw new Error(`${bodies.length} bodies gave ${lines.length} answers.`)
  return lines.map((line) => ({ samples: [], ...JSON.parse(line) }))
}
