import { execFileSync } from 'node:child_process'
import { basename } from 'node:path'
import { isAlive } from '../../stack/keeper/is-alive.mjs'
import { until } from './until.ts'

/** The numbers of all processes that this one has started, and theirs. */
export function descendantsOf(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const below = (parent: number): number[] =>
    table.flatMap(([child = 0, itsParent]) => (itsParent === parent ? [child, ...below(child)] : []))
  return below(pid)
}

/** The name of a process, without its folder. */
export function nameOf(pid: number): string {
  return basename(
    execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).split(' ')[0] ?? '',
  )
}

/** Resolves when none of them is left. */
export async function allGone(pids: readonly number[]): Promise<void> {
  const left = () => pids.filter((pid) => isAlive(pid) && !isZombie(pid))
  await until(
    () => `the processes ${left().join(', ')} have ended`,
    async () => left().length === 0 || undefined,
  )
}

/** It has ended, and only its parent has not asked how. */
function isZombie(pid: number): boolean {
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z')
  } catch {
    return true // Gone by now.
  }
}
