import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultSwitches } from '../faults/faults.ts'
import type { SqlSource } from './sql-source.ts'

/** The fault `slow-database`: the same database, which takes its time. */
export function slowSource(source: SqlSource, faults: FaultSwitches): SqlSource {
  return {
    ...source,
    async query(text, values) {
      if (faults.isOn('slow-database')) await sleep(150 + 250 * Math.random())
      return source.query(text, values)
    },
  }
}
