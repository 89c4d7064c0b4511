import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

/** What promtool came to. Nothing said is nothing found. */
export interface Verdict {
  readonly status: number | null
  readonly said: string
}

/**
 * Writes files to a folder of their own, and runs promtool there: what is committed may be stale while it is being
 * generated. The folder goes with the tests.
 */
export function promtoolFolder(
  promtool: string | undefined,
  files: ReadonlyMap<string, string>,
): (...args: string[]) => Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'))
  for (const [path, text] of files) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  afterAll(() => rmSync(folder, { recursive: true }))
  return (...args) => {
    const { status, stdout, stderr } = spawnSync(promtool ?? '', args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 240_000,
    })
    return { status, said: status === 0 ? '' : `${stdout}${stderr}` }
  }
}
