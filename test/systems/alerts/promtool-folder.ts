import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll } from 'vitest'

/** What promtool came to. Nothing said is nothing found. */
export interface Verdict {
  readonly status: number | null
  readonly said: string
}

/** Minutes of processor time on a busy machine, for the longest of the files. */
export const PROMTOOL_MS = 10 * 60_000

/**
 * Writes files to a folder of their own, and runs promtool there: what is committed may be stale while it is being
 * generated. The folder goes with the tests.
 */
export function promtoolFolder(
  promtool: string | undefined,
  files: ReadonlyMap<string, string>,
): (...args: string[]) => Promise<Verdict> {
  let folder = ''
  // Not before: nobody would remove it where every test is left out.
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'promtool-'))
    for (const [path, text] of files) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    return () => rmSync(folder, { recursive: true })
  })
  return (...args) => runPromtool(promtool ?? '', args, folder)
}

function runPromtool(promtool: string, args: readonly string[], cwd: string): Promise<Verdict> {
  // It only computes, and allocates a lot: fewer collections are a fifth of its time.
  const env = { ...process.env, GOGC: '400' }
  const child = spawn(promtool, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: PROMTOOL_MS })
  // What runs beside it waits for answers in time.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, said: status === 0 ? '' : said }))
  })
}
