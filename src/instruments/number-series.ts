import type { Context } from '@opentelemetry/api'
import type { Attributes } from '../points/index.ts'
import { NEVER, Series, type SeriesOwner, type Snapshot } from './series.ts'
import type { Place } from './slab.ts'

const VALUE = 0
/** How many measurements until one is wanted. */
const LEFT = 1
/** The count at which that is; in a snapshot, the count itself. */
const DUE = 2

/** How many numbers a sum or last value has. */
export const NUMBER_WIDTH = 3

/** What sums and last values share: one value and one count. */
abstract class NumberSeries extends Series {
  begin(sampled: boolean): void {
    const due = sampled ? 1 : NEVER
    this.cells[this.at + LEFT] = due
    this.cells[this.at + DUE] = due
  }

  measurements(): number {
    const { cells, at } = this
    return (cells[at + DUE] as number) - (cells[at + LEFT] as number)
  }

  measurementsAt(snapshot: Snapshot): number {
    return snapshot.cells[snapshot.at + DUE] as number
  }

  total(): number {
    return this.cells[this.at + VALUE] as number
  }

  count(): number {
    return this.measurements()
  }

  countAt(_bucket: number, snapshot: Snapshot): number {
    return this.measurementsAt(snapshot)
  }

  expect(_bucket: number, count: number, due: number): void {
    this.cells[this.at + DUE] = due
    this.cells[this.at + LEFT] = due - count
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
    const left = (cells[at + LEFT] as number) - 1
    cells[at + LEFT] = left
    if (left <= 0) this.come(0, value, context, original)
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
    const left = (cells[at + LEFT] as number) - 1
    cells[at + LEFT] = left
    if (left <= 0) this.come(0, value, context, original)
  }

  advance(snapshot: Snapshot): number {
    return advanceSum(this, snapshot)
  }
}

/** The latest measurement. */
export class LastValueSeries extends NumberSeries {
  readonly #signed: boolean

  constructor(owner: SeriesOwner, attributes: Attributes, place: Place, start: number, signed: boolean) {
    super(owner, attributes, place, start)
    this.#signed = signed
  }

  record(value: number, context?: Context, original?: object): void {
    if (typeof value !== 'number' || !(value >= 0 ? value < Infinity : this.#signed && value > -Infinity)) {
      this.owner.refuse(value)
      return
    }
    const { cells, at } = this
    cells[at] = value
    const left = (cells[at + LEFT] as number) - 1
    cells[at + LEFT] = left
    if (left <= 0) this.come(0, value, context, original)
  }

  advance(snapshot: Snapshot): number {
    snapshot.cells[snapshot.at + DUE] = this.measurements()
    return this.total()
  }
}

function advanceSum(series: NumberSeries, snapshot: Snapshot): number {
  const total = series.total()
  const difference = total - (snapshot.cells[snapshot.at + VALUE] as number)
  snapshot.cells[snapshot.at + VALUE] = total
  snapshot.cells[snapshot.at + DUE] = series.measurements()
  return difference
}
