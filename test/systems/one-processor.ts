import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Binds the first thread of a process to one of its processors. Node then counts one as available, so that the share
 * that the process uses is one of a single processor; threads that it has started before may run on any. A machine that
 * has others to serve gives a process one processor more readily than all. Linux has it.
 *
 * @returns gives it back those that it had
 */
export function bindToOneProcessor(pid: number): () => void {
  const [, allowed = ''] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  bind(pid, /^\d+/.exec(allowed)?.[0] ?? '')
  return () => bind(pid, allowed)
}

function bind(pid: number, processors: string): void {
  execFileSync('taskset', ['--cpu-list', '--pid', processors, String(pid)], { stdio: 'ignore' })
}
