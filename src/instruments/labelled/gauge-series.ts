import type { Attributes } from '@opentelemetry/api'
import { swallow } from '../../guard/index.ts'

export type GaugeReader = () => number | undefined

/**
 * What one source says about a gauge series. Sources differ in labels that the metric drops, so one series may have
 * several; each has a recorded value, observers, or both.
 */
export class GaugeSource {
  readonly series: GaugeSeries
  readonly key: string
  /** Resolved values of all labels of the declaration, dropped ones too, by label key. */
  readonly labels: ReadonlyMap<string, string | undefined>
  value: number | undefined
  readonly observers = new Set<{ readonly read: GaugeReader }>()
  removed = false

  constructor(series: GaugeSeries, key: string, labels: ReadonlyMap<string, string | undefined>) {
    this.series = series
    this.key = key
    this.labels = labels
  }

  get isEmpty(): boolean {
    return this.value === undefined && this.observers.size === 0
  }

  /** Joins what this source has to say into `joined`. */
  join(joined: number | undefined, join: 'sum' | 'max'): number | undefined {
    let result = joinValues(joined, this.value, join)
    for (const observer of this.observers) {
      try {
        const value: unknown = observer.read()
        if (typeof value === 'number' && Number.isFinite(value)) result = joinValues(result, value, join)
      } catch (error) {
        swallow('gauge observer', error)
      }
    }
    return result
  }
}

/** One exported series of a gauge: the join of its sources. */
export class GaugeSeries {
  readonly key: string
  readonly attributes: Attributes
  readonly sources = new Map<string, GaugeSource>()

  constructor(key: string, attributes: Attributes) {
    this.key = key
    this.attributes = attributes
  }

  read(join: 'sum' | 'max'): number | undefined {
    let joined: number | undefined
    for (const source of this.sources.values()) joined = source.join(joined, join)
    return joined
  }
}

/** Two values of one series as one; an absent one says nothing. */
export function joinValues(
  left: number | undefined,
  right: number | undefined,
  join: 'sum' | 'max',
): number | undefined {
  if (left === undefined) return right
  if (right === undefined) return left
  return join === 'max' ? Math.max(left, right) : left + right
}
