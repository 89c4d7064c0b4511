import { openSync, readSync } from 'node:fs'

/**
 * Processor time of the main thread in milliseconds, without the collector's helper threads, where Linux tells it
 * (`/proc/self/task/<id>/schedstat`); of the whole process elsewhere, which is an upper bound.
 */
export const mainThreadTime: () => number = fromLinux() ?? wholeProcess

function fromLinux(): (() => number) | undefined {
  const text = Buffer.alloc(64)
  try {
    // The main thread's id is the process'. The file is made anew at each reading from its start.
    const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r')
    const read = () => Number.parseInt(text.toString('latin1', 0, readSync(file, text, 0, 64, 0)), 10) / 1e6
    return read() > 0 ? read : undefined
  } catch {
    return undefined
  }
}

function wholeProcess(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
