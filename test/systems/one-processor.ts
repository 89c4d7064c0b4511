import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The processors of each process that is bound, as it had them before. */
const before = new Map<number, string>()

/**
 * Binds the first thread of a process to one of its processors, and gives it back those that it had. Node counts one as
 * available then, so that the share that the process uses is one of a single processor; threads that it has started
 * before may run on any. A machine that has others to serve gives a process one processor more readily than all. Linux
 * has it.
 */
export const oneProcessor = {
  begin(pid: number): void {
    const [, allowed = ''] =
      /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    before.set(pid, allowed)
    bind(pid, /^\d+/.exec(allowed)?.[0] ?? allowed)
  },
  end(pid: number): void {
    const allowed = before.get(pid)
    before.delete(pid)
    // One that was never bound has all of them.
    if (allowed !== undefined) bind(pid, allowed)
  },
}

function bind(pid: number, processors: string): void {
  execFileSync('taskset', ['--cpu-list', '--pid', processors, String(pid)], { stdio: 'ignore' })
}
