import type { Context } from '@opentelemetry/api'
import type { Exemplar } from '../points/index.ts'
import type { CleanAttributes } from './clean-attributes.ts'
import { exemplarAt } from './exemplar-sampler.ts'
import { Series, type SeriesOwner, type Snapshot } from './series.ts'
import type { Place } from './slab.ts'

const VALUE = 0
const COUNT = 1
const DUE = 2

/** How many numbers a sum or last value has. */
export const NUMBER_WIDTH = 3

/** What sums and last values share: one value, a count, and the count at which an exemplar is due. */
abstract class NumberSeries extends Series {
  begin(sampled: boolean): void {
    this.cells[this.at + DUE] = sampled ? 1 : Infinity
  }

  measurements(): number {
    return this.cells[this.at + COUNT] as number
  }

  measurementsAt(snapshot: Snapshot): number {
    return snapshot.cells[snapshot.at + COUNT] as number
  }

  total(): number {
    return this.cells[this.at + VALUE] as number
  }

  exemplars(snapshot: Snapshot | undefined): Exemplar[] {
    const { reservoir, cells, at } = this
    if (reservoir === undefined) return []
    const found = exemplarAt(reservoir, 0, snapshot === undefined ? 0 : this.measurementsAt(snapshot))
    if (reservoir.held.length > 0) {
      const count = cells[at + COUNT] as number
      reservoir.since[0] = count
      cells[at + DUE] = count + 1
    }
    return found === undefined ? [] : [found]
  }

  protected come(
    value: number,
    count: number,
    context: Context | undefined,
    original: object | undefined,
  ): void {
    if (this.removed) {
      this.owner.revive(this, value, context, original)
      return
    }
    const { cells } = this
    const next = this.owner.sample(this, 0, count, value, context, original)
    // Looking at a foreign context may have removed the series.
    if (cells === this.cells) cells[this.at + DUE] = next
  }
}

/** A sum of measurements that are never negative. */
export class GrowingSumSeries extends NumberSeries {
  record(value: number, context?: Context, original?: object): void {
    if (typeof value !== 'number' || !(value >= 0 && value < Infinity)) {
      this.owner.refuse(value)
      return
    }
    const { cells, at } = this
    // The place has all three slots.
    cells[at] = (cells[at] as number) + value
    const count = (cells[at + COUNT] as number) + 1
    cells[at + COUNT] = count
    if (count >= (cells[at + DUE] as number)) this.come(value, count, context, original)
  }

  advance(snapshot: Snapshot): number {
    return advanceSum(this, snapshot)
  }
}

/** A sum of measurements that may be negative. */
export class SumSeries extends NumberSeries {
  record(value: number, context?: Context, original?: object): void {
    if (typeof value !== 'number' || !(value - value === 0)) {
      this.owner.refuse(value)
      return
    }
    const { cells, at } = this
    cells[at] = (cells[at] as number) + value
    const count = (cells[at + COUNT] as number) + 1
    cells[at + COUNT] = count
    if (count >= (cells[at + DUE] as number)) this.come(value, count, context, original)
  }

  advance(snapshot: Snapshot): number {
    return advanceSum(this, snapshot)
  }
}

/** The latest measurement. */
export class LastValueSeries extends NumberSeries {
  readonly #signed: boolean

  constructor(owner: SeriesOwner, clean: CleanAttributes, place: Place, start: number, signed: boolean) {
    super(owner, clean, place, start)
    this.#signed = signed
  }

  record(value: number, context?: Context, original?: object): void {
    if (typeof value !== 'number' || !(value >= 0 ? value < Infinity : this.#signed && value > -Infinity)) {
      this.owner.refuse(value)
      return
    }
    const { cells, at } = this
    cells[at] = value
    const count = (cells[at + COUNT] as number) + 1
    cells[at + COUNT] = count
    if (count >= (cells[at + DUE] as number)) this.come(value, count, context, original)
  }

  advance(snapshot: Snapshot): number {
    snapshot.cells[snapshot.at + COUNT] = this.measurements()
    return this.total()
  }
}

function advanceSum(series: NumberSeries, snapshot: Snapshot): number {
  const total = series.total()
  const difference = total - (snapshot.cells[snapshot.at + VALUE] as number)
  snapshot.cells[snapshot.at + VALUE] = total
  snapshot.cells[snapshot.at + COUNT] = series.measurements()
  return difference
}
