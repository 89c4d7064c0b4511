import type { Attributes, Context } from '@opentelemetry/api'
import type { BoundCounter, BoundRecorder } from '../bound.ts'

/** What a series asks of its metric when it has nothing to record to. */
export interface SeriesOwner<S> {
  /** The series of these values that is alive now. */
  admit(values: readonly (string | undefined)[]): S
  /** Attaches if that has become possible; otherwise the record is lost, and counted where that is due. */
  wake(): boolean
  /** Changes with every attachment. */
  readonly epoch: number
}

export interface SeriesIdentity {
  readonly values: readonly (string | undefined)[]
  readonly attributes: Attributes
  readonly isKept: boolean
}

/**
 * One series of a metric: what look-up finds and `bind` returns. It outlives an attachment, a removal and a restart:
 * `target` is what it records to now, and is absent while there is nothing.
 */
export abstract class Series<Target, Self extends Series<Target, Self>> {
  readonly attributes: Attributes
  /** Exported values in the order of the metric's label names. */
  readonly values: readonly (string | undefined)[]
  /** Whether it exists at 0 from the start of every attachment. */
  startsAtZero = false
  removed = false
  /** Whether the metric knows it: past the limit of series it lives only as long as whoever holds it. */
  readonly isKept: boolean
  target: Target | undefined
  readonly #owner: SeriesOwner<Self>
  #successor: Self | undefined

  constructor(owner: SeriesOwner<Self>, identity: SeriesIdentity) {
    this.#owner = owner
    this.values = identity.values
    this.attributes = identity.attributes
    this.isKept = identity.isKept
  }

  /** Which attachment it records to; a decrement belongs to the attachment that saw the increment. */
  get epoch(): number {
    return this.#owner.epoch
  }

  /** The series to record to in place of this one, when this one has no target. */
  protected standIn(): Self | undefined {
    if (!this.removed) return undefined
    if (this.#successor === undefined || this.#successor.removed) {
      this.#successor = this.#owner.admit(this.values)
    }
    return this.#successor
  }

  protected wake(): boolean {
    return this.#owner.wake() && this.target !== undefined
  }
}

/** A series of a counter or up-down counter. */
export class CounterSeries extends Series<BoundCounter, CounterSeries> implements BoundCounter {
  add(value: number, context?: Context): void {
    const target = this.target
    if (target !== undefined) target.add(value, context)
    else this.#addLate(value, context)
  }

  #addLate(value: number, context: Context | undefined): void {
    const standIn = this.standIn()
    if (standIn !== undefined) standIn.add(value, context)
    else if (this.wake()) this.target?.add(value, context)
  }
}

/** A series of a histogram. */
export class HistogramSeries extends Series<BoundRecorder, HistogramSeries> implements BoundRecorder {
  record(value: number, context?: Context): void {
    const target = this.target
    if (target !== undefined) target.record(value, context)
    else this.#recordLate(value, context)
  }

  #recordLate(value: number, context: Context | undefined): void {
    const standIn = this.standIn()
    if (standIn !== undefined) standIn.record(value, context)
    else if (this.wake()) this.target?.record(value, context)
  }
}
