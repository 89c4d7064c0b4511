import type { LoadTotals } from '../load/generator.ts'
import type { Places, Status } from '../report/status.ts'
import type { Summary } from '../report/summary.ts'

/** How the shop speaks: to a person at a terminal, into a log, or to a machine. */
export interface Output {
  /** Before anything is there, as that takes some seconds. */
  starting(): void
  started(places: Places): void
  status(status: Status): void
  /** Called once, also when the start failed. Gives the terminal back. */
  close(): void
  summary(summary: Summary, load: LoadTotals): void
}
