import { warn } from '../guard/index.ts'

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

/** What the budget asks, once, when it is exceeded. */
export interface LabelCount {
  readonly instrument: string
  readonly series: number
  readonly label: string
  readonly values: number
}

/** Counts the live series of a provider, and warns once when they are more than was planned for. */
export class Budget {
  readonly #limit: number
  readonly #worst: () => LabelCount | undefined
  #count = 0
  #warned = false

  /** @param worst finds the label to name in the warning */
  constructor(limit: number, worst: () => LabelCount | undefined) {
    this.#limit = limit
    this.#worst = worst
  }

  added(): void {
    this.#count++
    if (this.#count <= this.#limit || this.#warned) return
    this.#warned = true
    const worst = this.#worst()
    const blame =
      worst === undefined
        ? ''
        : ` The most are of ${worst.instrument} (${worst.series}), whose label ${JSON.stringify(worst.label)} has ${worst.values} values: bound them, or drop the label with a view.`
    warn(`There are more than ${this.#limit} series.${blame}`)
  }

  removed(): void {
    this.#count--
  }
}
