import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../stack/folders.mjs'
import { makeRunFolder } from '../../stack/run-folder.mjs'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'folders-'))
  return () => {
    chmodSync(home, 0o700)
    rmSync(home, { recursive: true })
  }
})

/** Runs this as somebody whom the rights of files bind: nothing binds root. */
function asUser(act: () => unknown): unknown {
  if (process.geteuid?.() !== 0) return act()
  process.seteuid?.(65_534)
  try {
    return act()
  } finally {
    process.seteuid?.(0)
  }
}

describe('the folder of a run', () => {
  test('is new, and has room for logs', () => {
    const folder = makeRunFolder(join(home, 'runs'))
    expect(existsSync(join(folder, 'logs'))).toBe(true)
  })

  test('replaces what a killed run has left, and leaves alone what a running one uses', () => {
    const runs = join(home, 'runs')
    // No process has this number: it is above the highest that Linux gives.
    const stale = join(runs, '4194305-1')
    const used = join(runs, `${process.ppid}-1`)
    // Another run tries at this moment whether it can write here.
    const probe = join(runs, 'probe-A1b2C3')
    for (const folder of [stale, used, probe]) mkdirSync(join(folder, 'prometheus'), { recursive: true })
    makeRunFolder(runs)
    expect([stale, used, probe].map(existsSync)).toEqual([false, true, true])
  })
})

describe('one sentence says what to do', () => {
  test('when a folder cannot be made', () => {
    const file = join(home, 'cache')
    writeFileSync(file, '')
    const folder = join(file, 'runs')
    expect(() => makeFolder(folder)).toThrow(
      `The folder ${folder} cannot be written to (ENOTDIR). Give yourself the right to write to ${file}, or remove it: it holds only what is made again.`,
    )
  })

  test('when a folder is there, but not to be written to', () => {
    const folder = join(home, 'runs')
    mkdirSync(folder)
    chmodSync(home, 0o755)
    chmodSync(folder, 0o555)
    expect(() => asUser(() => makeFolder(folder))).toThrow(
      `The folder ${folder} cannot be written to (EACCES).`,
    )
  })

  test('when what an earlier run has left cannot be removed', () => {
    const stale = join(home, 'runs/1-1')
    mkdirSync(join(stale, 'prometheus'), { recursive: true })
    chmodSync(home, 0o755)
    chmodSync(stale, 0o555)
    expect(() => asUser(() => removeFolder(stale))).toThrow(
      `What a run left in ${stale} cannot be removed (EACCES). Remove it yourself, as the user who made it.`,
    )
  })
})
