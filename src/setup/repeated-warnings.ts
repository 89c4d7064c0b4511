import { describe, warn } from '../guard/index.ts'

const quietMillis = 60_000
const mostKinds = 100

/**
 * Warns of errors that come again and again, as those of a Collector that is down do: each kind once a minute, with how
 * many there were in between. Errors that differ only in numbers are of one kind.
 *
 * @param now the clock, in milliseconds
 */
export function repeatedWarnings(now: () => number = () => performance.now()): (error: unknown) => void {
  const kinds = new Map<string, { until: number; silent: number }>()
  return (error) => {
    const line = describe(error)
    const kind = line.replace(/\d+/g, '#')
    const known = kinds.get(kind)
    if (known !== undefined && now() < known.until) {
      known.silent++
      return
    }
    const silent = known?.silent ?? 0
    warn(silent === 0 ? line : `${line} (and ${silent} more like it since the last time)`)
    if (kinds.size >= mostKinds) kinds.clear()
    kinds.set(kind, { until: now() + quietMillis, silent: 0 })
  }
}
