import type { SqlSource } from '../database/sql-source.ts'
import type { FaultSwitches } from './faults.ts'

/** The fault `held-connections`: takes every connection as it becomes free, and gives none back until it is over. */
export function holdConnections(source: SqlSource, faults: FaultSwitches): void {
  const held = new Set<() => void>()
  const giveBack = () => {
    for (const release of held) release()
    held.clear()
  }
  faults.onChange((fault, on) => {
    if (fault !== 'held-connections') return
    if (!on) return giveBack()
    for (let index = 0; index < source.size; index++) {
      source.hold().then(
        (release) => {
          held.add(release)
          // It came only when the fault was over.
          if (!faults.isOn('held-connections')) giveBack()
        },
        () => {}, // The database is not there: nothing can be held.
      )
    }
  })
}
