import type { Attributes, Context } from '@opentelemetry/api'
import type { BoundCounter, BoundRecorder } from '../bound.ts'

/** What a series asks of its metric when it has nothing to record to. */
export interface SeriesOwner<S> {
  /** The series of these attributes that is alive now. */
  readmit(attributes: Attributes): S
  /** Attaches if that has become possible; otherwise the record is lost, and counted where that is due. */
  wake(): boolean
  /** Changes with every attachment. */
  readonly epoch: number
}

/**
 * - `kept`: its metric knows it;
 * - `passing`: past the limit of series, it lives only as long as whoever holds it;
 * - `removed`: another series takes what is still recorded through its handles.
 */
export type SeriesState = 'kept' | 'passing' | 'removed'

/**
 * One series of a metric: what look-up finds and `bind` returns. It outlives an attachment, a removal and a restart:
 * `target` is what it records to now, and is absent while there is nothing.
 */
export abstract class Series<Target, Self extends Series<Target, Self>> {
  readonly attributes: Attributes
  state: SeriesState
  target: Target | undefined
  readonly #owner: SeriesOwner<Self>
  #successor: Self | undefined

  constructor(owner: SeriesOwner<Self>, attributes: Attributes, state: SeriesState) {
    this.#owner = owner
    this.attributes = attributes
    this.state = state
  }

  /** Which attachment it records to; a decrement belongs to the attachment that saw the increment. */
  get epoch(): number {
    return this.#owner.epoch
  }

  /** The series to record to in place of this one, when this one has no target. */
  protected standIn(): Self | undefined {
    if (this.state !== 'removed') return undefined
    if (this.#successor === undefined || this.#successor.state === 'removed') {
      this.#successor = this.#owner.readmit(this.attributes)
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
