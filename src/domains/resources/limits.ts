import { readFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'

/** Reads a file of the kernel; throws where there is none. */
type Read = (path: string) => string

const readFile: Read = (path) => readFileSync(path, 'utf8')

/**
 * Bytes that this process may hold: the limit of its container (cgroup of either version), else what the machine has.
 * Where there is no limit, Node tells 0, nothing, or more than there is.
 */
export function memoryLimit(
  constrained: number | undefined = process.constrainedMemory(),
  total: number = totalmem(),
): number {
  return constrained !== undefined && constrained > 0 && constrained < total ? constrained : total
}

/**
 * Processors that this process may use: the quota of its container, which may be a part of one, else those that the
 * system lets it run on. Node 20 counts the latter only.
 */
export function processorLimit(read: Read = readFile, available: number = availableParallelism()): number {
  const quota = quotaOf(read)
  return quota === undefined ? available : Math.min(quota, available)
}

/** Version 2 of cgroups has one file, `200000 100000` or `max 100000`; version 1 has two, and -1 for no quota. */
function quotaOf(read: Read): number | undefined {
  const [quota, period] = readNumbers(read, ['/sys/fs/cgroup/cpu.max']) ?? readNumbers(read, versionOne) ?? []
  if (quota === undefined || period === undefined) return undefined
  const processors = quota / period
  return processors > 0 && Number.isFinite(processors) ? processors : undefined
}

const versionOne = ['/sys/fs/cgroup/cpu/cpu.cfs_quota_us', '/sys/fs/cgroup/cpu/cpu.cfs_period_us']

function readNumbers(read: Read, paths: readonly string[]): readonly number[] | undefined {
  try {
    return paths.flatMap((path) => read(path).trim().split(/\s+/)).map(Number)
  } catch {
    // No such version, no container, no Linux.
    return undefined
  }
}
