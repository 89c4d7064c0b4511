import { createWarnOnce } from '../../guard/index.ts'
import type { ValueLimit } from './types.ts'

const warnOnce = createWarnOnce()

interface Counted {
  readonly limit: ValueLimit
  /** Where the label stands in the values of a series, and after it those that it decides. */
  readonly places: readonly number[]
  /** How many series have each value. */
  readonly values: Map<string, number>
}

/** Which values of a metric's limited labels are in use by its series. */
export class ValueLimits {
  readonly #counted: readonly Counted[]

  /** @param names the exported label names of the metric; the values of a series stand in this order */
  constructor(limits: readonly ValueLimit[], names: readonly string[]) {
    this.#counted = limits.map((limit) => ({
      limit,
      places: [limit.label, ...limit.decides].map((name) => names.indexOf(name)),
      values: new Map(),
    }))
  }

  /** The limit that a series with these values would exceed, if there is one. */
  exceededBy(values: readonly (string | undefined)[]): ValueLimit | undefined {
    for (const { limit, places, values: used } of this.#counted) {
      if (used.size < limit.most) continue
      const key = keyOf(values, places)
      if (key !== undefined && !used.has(key)) return limit
    }
    return undefined
  }

  /** A series with these values has come. */
  add(values: readonly (string | undefined)[]): void {
    this.#count(values, 1)
  }

  /** A series with these values has gone; the last one of a value makes room for another value. */
  remove(values: readonly (string | undefined)[]): void {
    this.#count(values, -1)
  }

  #count(values: readonly (string | undefined)[], change: 1 | -1): void {
    for (const { places, values: used } of this.#counted) {
      const key = keyOf(values, places)
      if (key === undefined) continue
      const count = (used.get(key) ?? 0) + change
      if (count > 0) used.set(key, count)
      else used.delete(key)
    }
  }
}

/** Tells once for each label that there are more values than were declared. */
export function warnOfExcess({ label, most }: ValueLimit, metric: string): void {
  warnOnce(
    `${label} ${most}`,
    `The label ${label} has more values than the ${most} that are declared for it, first in ${metric}: what is recorded with a further one is counted in the series otel.metric.overflow. Where so many are meant, declare a greater bound (with({ bounds })); otherwise give the id to the span, and label by what groups it.`,
  )
}

/** A series without the label has none of its values. */
function keyOf(values: readonly (string | undefined)[], places: readonly number[]): string | undefined {
  const [first = -1] = places
  const value = values[first]
  if (value === undefined || places.length === 1) return value
  return JSON.stringify(places.map((place) => values[place]))
}
