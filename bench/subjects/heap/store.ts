import type { HistogramLabels } from '../../workload/index.ts'

/** A library's histograms, each with a thousand series. */
export interface Store {
  /** Records to one series of histogram number `histogram`, inside the active span. */
  record(histogram: number, value: number, labels: HistogramLabels): void
  /** All readers collect. Returns the records and the exemplars that the last one saw. */
  collect(): Promise<{ readonly records: number; readonly exemplars: number }>
}

export type CreateStore = (histograms: number) => Promise<Store>
