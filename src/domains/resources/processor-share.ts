import { availableParallelism } from 'node:os'

/** Shorter stretches say little: two readers that come at once get the same answer. */
const SHORTEST_MS = 1_000

/**
 * Reads how much of the available processors this process used between two readings: 1 is all of them, all the time.
 * The first answer comes once a second has gone by.
 */
export function processorShare(now: () => number = () => performance.now()): () => number | undefined {
  let since = now()
  let before = process.cpuUsage()
  let share: number | undefined
  return () => {
    const elapsed = now() - since
    if (elapsed < SHORTEST_MS) return share
    const { user, system } = process.cpuUsage(before)
    share = (user + system) / 1_000 / elapsed / availableParallelism()
    since += elapsed
    before = process.cpuUsage()
    return share
  }
}
