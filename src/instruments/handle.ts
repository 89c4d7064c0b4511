import type { Context } from '@opentelemetry/api'
import type { Attributes } from '../points/index.ts'
import type { Series } from './series.ts'

/** What a bound handle is, whatever the instrument calls the verb. */
export interface Handle {
  /** @param original the attributes as given, where the series does not have all of them */
  add(value: number, context?: Context, original?: object): void
  record(value: number, context?: Context, original?: object): void
}

/** A handle whose series lacks attributes that it was bound with: they go to the exemplars. */
export class PartialHandle implements Handle {
  readonly #series: Series
  readonly #original: Attributes

  constructor(series: Series, original: Attributes) {
    this.#series = series
    this.#original = original
  }

  add(value: number, context?: Context): void {
    this.#series.record(value, context, this.#original)
  }

  record(value: number, context?: Context): void {
    this.#series.record(value, context, this.#original)
  }
}

/** A handle of an integer instrument: digits after the point are left off. */
export class IntegerHandle implements Handle {
  readonly #handle: Handle
  readonly #growing: boolean

  constructor(handle: Handle, growing: boolean) {
    this.#handle = handle
    this.#growing = growing
  }

  add(value: number, context?: Context): void {
    this.#handle.record(toInteger(value, this.#growing), context)
  }

  record(value: number, context?: Context): void {
    this.#handle.record(toInteger(value, this.#growing), context)
  }
}

/** A handle of an instrument that several views select; of none, where a view drops it. */
export class ManyHandle implements Handle {
  readonly #handles: readonly Handle[]

  constructor(handles: readonly Handle[]) {
    this.#handles = handles
  }

  add(value: number, context?: Context): void {
    for (const handle of this.#handles) handle.record(value, context)
  }

  record(value: number, context?: Context): void {
    for (const handle of this.#handles) handle.record(value, context)
  }
}

/**
 * A measurement without its fraction. What is no number, or is negative where measurements may not be, is left to
 * whoever refuses it.
 */
export function toInteger(value: number, growing: boolean): number {
  return typeof value === 'number' && !(growing && value < 0) ? Math.trunc(value) : value
}
