import { createWarnOnce } from '../../guard/index.ts'
import { OTHER } from './label-resolver.ts'
import type { ValueLimit } from './types.ts'

const warnOnce = createWarnOnce()

type Values = readonly (string | undefined)[]

/** A limit, and the values that use it up. */
export interface CountedLimit {
  readonly limit: ValueLimit
  /** Where the label stands in the values of a series, and after it those that it decides. */
  readonly places: readonly number[]
  /** How many series have each value. */
  readonly values: Map<string, number>
}

/** What a series is recorded as. */
export interface Fitted {
  /** `_OTHER` in the place of each value that there is no room for. */
  readonly values: Values
  /** The limits that it would exceed; none where the values are those that were given. */
  readonly exceeded: readonly CountedLimit[]
  /** Those for which it has no value of its own any more: these, and the limits of labels that they decide. */
  readonly uncounted: readonly CountedLimit[]
}

/** As it was given: nothing is limited. */
export function unlimited(values: Values): Fitted {
  return { values, exceeded: [], uncounted: [] }
}

/** Which values of a metric's limited labels are in use by its series. */
export class ValueLimits {
  readonly #counted: readonly CountedLimit[]

  /** @param names the exported label names of the metric; the values of a series stand in this order */
  constructor(limits: readonly ValueLimit[], names: readonly string[]) {
    this.#counted = limits.map((limit) => ({
      limit,
      places: [limit.label, ...limit.decides].map((name) => names.indexOf(name)),
      values: new Map(),
    }))
  }

  /** Other labels stay as they are, so that shares by them stay right. */
  fit(values: Values): Fitted {
    let fitted = values
    const replaced = new Set<number>()
    const exceeded: CountedLimit[] = []
    for (const counted of this.#counted) {
      if (replaced.has(firstOf(counted)) || this.#hasRoom(counted, fitted)) continue
      exceeded.push(counted)
      for (const place of counted.places) replaced.add(place)
      fitted = fitted.map((value, place) => (value !== undefined && replaced.has(place) ? OTHER : value))
    }
    const uncounted = this.#counted.filter((counted) => replaced.has(firstOf(counted)))
    return { values: fitted, exceeded, uncounted }
  }

  /** A series has come. */
  add(fitted: Fitted): void {
    this.#count(fitted, 1)
  }

  /** A series has gone; the last one of a value makes room for another value. */
  remove(fitted: Fitted): void {
    this.#count(fitted, -1)
  }

  #hasRoom(counted: CountedLimit, values: Values): boolean {
    const { limit, values: used } = counted
    if (used.size < limit.most) return true
    const value = limitedValue(counted, unlimited(values))
    return value === undefined || used.has(value)
  }

  #count(fitted: Fitted, change: 1 | -1): void {
    for (const counted of this.#counted) {
      const value = limitedValue(counted, fitted)
      if (value === undefined) continue
      const count = (counted.values.get(value) ?? 0) + change
      if (count > 0) counted.values.set(value, count)
      else counted.values.delete(value)
    }
  }
}

/** The value of a series that counts against the limit; one that lacks the label, or exceeds the limit, has none. */
export function limitedValue(counted: CountedLimit, { values, uncounted }: Fitted): string | undefined {
  const value = values[firstOf(counted)]
  if (value === undefined || uncounted.includes(counted)) return undefined
  return counted.places.length === 1 ? value : JSON.stringify(counted.places.map((place) => values[place]))
}

/** Tells once for each label that there are more values than were declared. */
export function warnOfExcess({ exceeded }: Fitted, metric: string): void {
  for (const { limit } of exceeded) {
    const { label, most } = limit
    warnOnce(
      `${label} ${most}`,
      `The label ${label} has more values than the ${most} that are declared for it, first in ${metric}: further ones are recorded as ${OTHER}, in series with otel.metric.overflow. Where so many are meant, declare a greater bound (with({ bounds })); otherwise give the id to the span, and label by what groups it.`,
    )
  }
}

function firstOf({ places }: CountedLimit): number {
  return places[0] ?? -1
}
