import { warn } from '../guard/index.ts'
import type { CleanAttributes } from './clean-attributes.ts'

/** One instrument and how many series it has. */
export interface SeriesCount {
  /** The name of the metric stream: the instrument's, unless a view renamed it. */
  readonly instrument: string
  /** The name of the instrumentation scope. */
  readonly scope: string
  /** Live series, the overflow series included. */
  readonly series: number
  /** Measurements that went to the overflow series since it began. */
  readonly overflowed: number
}

/** What the budget asks, once, when it is exceeded: who has most series, and the label that makes most of them. */
export interface WorstInstrument {
  readonly instrument: string
  readonly series: number
  /** Left out where it is not known any more: of an observed instrument nothing is kept between collections. */
  readonly label?: { readonly name: string; readonly values: number }
}

/** Counts the live series of a provider, and warns once when they are more than was planned for. */
export class Budget {
  readonly #limit: number
  readonly #worst: () => WorstInstrument | undefined
  #count = 0
  #warned = false

  /** @param worst finds who is to be named in the warning */
  constructor(limit: number, worst: () => WorstInstrument | undefined) {
    this.#limit = limit
    this.#worst = worst
  }

  /** @param change how many series have come; negative where some have gone */
  changed(change: number): void {
    this.#count += change
    if (this.#count <= this.#limit || this.#warned) return
    this.#warned = true
    warn(`There are more than ${this.#limit} series.${blame(this.#worst())}`)
  }
}

function blame(worst: WorstInstrument | undefined): string {
  if (worst === undefined) return ''
  const { instrument, series, label } = worst
  if (label === undefined) return ` The most are of ${instrument} (${series}).`
  return ` The most are of ${instrument} (${series}), whose label ${JSON.stringify(label.name)} has ${label.values} values: bound them, or drop the label with a view.`
}

/** How many values each label has in these series. */
export function countValues(series: Iterable<CleanAttributes>): Map<string, number> {
  const seen = new Map<string, Set<unknown>>()
  for (const { keys, values } of series) {
    keys.forEach((key, i) => {
      const value = values[i]
      const seenValues = seen.get(key) ?? new Set()
      seen.set(key, seenValues.add(typeof value === 'object' ? value.text : value))
    })
  }
  return new Map([...seen].map(([key, values]) => [key, values.size]))
}
