import type { Exemplar, HistogramValue } from '../points/index.ts'
import type { Family } from './families.ts'
import type { Label } from './labels.ts'
import type { Output } from './output.ts'

/** Which formats there are: Prometheus text 0.0.4, OpenMetrics 1.0.0, and JSON for people and small tools. */
export type FormatName = 'text' | 'openmetrics' | 'json'

/** One series, as formats need it. `labels()` costs a little; `text` is at hand. */
export interface Series {
  readonly text: string
  readonly labels: () => Label[]
  readonly exemplars: readonly Exemplar[] | undefined
}

/** Writes one exposition, piece by piece. Made anew for each, since some remember what they have written. */
export interface Format {
  /** `resource` is what the labels of `target_info` are; without any it is left out. */
  open(resource: readonly Label[], families: readonly Family[]): string
  /** What stands before the first series of a family. */
  head(family: Family): string
  number(family: Family, series: Series, value: number): string
  /** Writes by itself, since histograms are most of what there is to write. */
  histogram(out: Output, family: Family, series: Series, value: HistogramValue): void
  close(): string
}
