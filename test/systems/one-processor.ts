import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/**
 * Binds the first thread of a process to the first processor, and frees it again. Node then counts one processor as
 * available, so that the share that the process uses is one of a single processor; threads that it has started before
 * may run on any. A machine that has others to serve gives a process one processor more readily than all. Linux has it.
 */
export const oneProcessor = {
  begin: (pid: number): void => bind(pid, '0'),
  end: (pid: number): void => bind(pid, `0-${availableParallelism() - 1}`),
}

function bind(pid: number, processors: string): void {
  execFileSync('taskset', ['--cpu-list', '--pid', processors, String(pid)], { stdio: 'ignore' })
}
