import type { Context } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { LabelValue } from '../instruments/labelled/index.ts'
import { secondsSince } from './clock.ts'
import type { OperationMeasure, OperationMetric, Outcome } from './types.ts'

type Write = (value: number, context: Context | undefined) => void

interface Move {
  readonly measure: OperationMeasure
  readonly write: Write
}

/** What is known at the end, for the metrics that ask for it. */
export interface Ending {
  readonly outcome: Outcome
  /** Numbers and moments given as attributes, by input key. */
  readonly values: ReadonlyMap<string, number> | undefined
}

interface Counting {
  add(value: number, context?: Context): void
}
interface Recording {
  record(value: number, context?: Context): void
}

/** The bound series that one ending of an operation with certain labels moves. */
export class Moves {
  // The first counter and the first histogram have fields of their own: most operations have no more than these.
  #counted: Counting | undefined
  #timed: Recording | undefined
  #others: Move[] | undefined

  constructor(
    metrics: readonly OperationMetric[],
    ending: 'success' | 'failure' | 'abort',
    labelOf: (key: string) => LabelValue | undefined,
  ) {
    for (const metric of metrics) {
      if (metric.on === 'success' && ending !== 'success') continue
      if (metric.on === 'failure' && ending !== 'failure') continue
      if (metric.needs?.some((key) => labelOf(key) === undefined)) continue
      try {
        this.#bind(metric, labelOf)
      } catch (error) {
        swallow('operation metric', error)
      }
    }
  }

  #bind({ metric, labels, measure }: OperationMetric, labelOf: (key: string) => LabelValue | undefined) {
    const series = metric.bind(pick(labels, labelOf))
    if (this.#counted === undefined && measure === 'count' && 'add' in series) this.#counted = series
    else if (this.#timed === undefined && measure === 'duration' && 'record' in series) this.#timed = series
    else {
      const write: Write =
        'add' in series
          ? (value, context) => series.add(value, context)
          : (value, context) => series.record(value, context)
      this.#others ??= []
      this.#others.push({ measure, write })
    }
  }

  make(seconds: number, context: Context | undefined, ending: Ending | undefined): void {
    if (this.#counted !== undefined) this.#counted.add(1, context)
    if (this.#timed !== undefined) this.#timed.record(seconds, context)
    if (this.#others !== undefined) this.#makeOthers(this.#others, seconds, context, ending)
  }

  #makeOthers(
    others: readonly Move[],
    seconds: number,
    context: Context | undefined,
    ending: Ending | undefined,
  ): void {
    for (const { measure, write } of others) {
      const value = measured(measure, seconds, ending)
      if (value !== undefined) write(value, context)
    }
  }
}

function measured(
  measure: OperationMeasure,
  seconds: number,
  ending: Ending | undefined,
): number | undefined {
  if (measure === 'count') return 1
  if (measure === 'duration') return seconds
  if (ending === undefined) return undefined
  if (typeof measure === 'object') {
    if ('value' in measure) return ending.values?.get(measure.value)
    return secondsSince(ending.values?.get(measure.since))
  }
  try {
    return measure(ending.outcome)
  } catch (error) {
    swallow('operation measure', error)
    return undefined
  }
}

/** Labels as an object with these keys; absent ones are left out. */
export function pick(
  keys: readonly string[],
  labelOf: (key: string) => LabelValue | undefined,
): Record<string, LabelValue> {
  const entries: [string, LabelValue][] = []
  for (const key of keys) {
    const value = labelOf(key)
    if (value !== undefined) entries.push([key, value])
  }
  return Object.fromEntries(entries)
}
