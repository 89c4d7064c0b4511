import { processorLimit } from './limits.ts'

/** Shorter stretches say little: two readers that come at once get the same answer. */
const SHORTEST_MS = 1_000

/** What a {@link processorShare} measures with. */
export interface ShareClock {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  /** Processors that may be used. Asked at each reading: a container can be given more or fewer while it runs. */
  readonly processors: () => number
}

/**
 * Reads how much of the processors that this process may use it used between two readings: 1 is all of them, all the
 * time. The first answer comes once a second has gone by.
 */
export function processorShare({
  now = () => performance.now(),
  processors = processorLimit,
}: Partial<ShareClock> = {}): () => number | undefined {
  let since = now()
  let before = process.cpuUsage()
  let share: number | undefined
  return () => {
    const elapsed = now() - since
    if (elapsed < SHORTEST_MS) return share
    const { user, system } = process.cpuUsage(before)
    share = (user + system) / 1_000 / elapsed / processors()
    since += elapsed
    before = process.cpuUsage()
    return share
  }
}
