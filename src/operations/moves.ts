import type { Context } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { LabelValue } from '../instruments/labelled/index.ts'
import type { OperationMetric, Outcome } from './types.ts'

type Write = (value: number, context: Context | undefined) => void
type Ending = 'success' | 'failure' | 'abort'

interface Counting {
  add(value: number, context?: Context): void
}
interface Recording {
  record(value: number, context?: Context): void
}

/** The bound series that one ending of an operation with certain labels moves. */
export class Moves {
  readonly #counted: Counting[] = []
  readonly #timed: Recording[] = []
  readonly #others: { readonly measure: OperationMetric['measure']; readonly write: Write }[] = []

  constructor(
    metrics: readonly OperationMetric[],
    ending: Ending,
    labelOf: (key: string) => LabelValue | undefined,
  ) {
    for (const metric of metrics) {
      if (metric.on === 'success' && ending !== 'success') continue
      if (metric.on === 'failure' && ending !== 'failure') continue
      try {
        this.#bind(metric, labelOf)
      } catch (error) {
        swallow('operation metric', error)
      }
    }
  }

  #bind({ metric, labels, measure }: OperationMetric, labelOf: (key: string) => LabelValue | undefined) {
    const series = metric.bind(pick(labels, labelOf))
    if (measure === 'count' && 'add' in series) this.#counted.push(series)
    else if (measure === 'duration' && 'record' in series) this.#timed.push(series)
    else {
      const write: Write =
        'add' in series
          ? (value, context) => series.add(value, context)
          : (value, context) => series.record(value, context)
      this.#others.push({ measure, write })
    }
  }

  /** Whether a function of the outcome is among them. */
  get needOutcome(): boolean {
    return this.#others.length > 0
  }

  make(seconds: number, context: Context | undefined, outcome: Outcome | undefined): void {
    for (const series of this.#counted) series.add(1, context)
    for (const series of this.#timed) series.record(seconds, context)
    for (const { measure, write } of this.#others) {
      if (measure === 'count') write(1, context)
      else if (measure === 'duration') write(seconds, context)
      else if (outcome !== undefined) writeMeasured(measure, write, context, outcome)
    }
  }
}

function writeMeasured(
  measure: (outcome: Outcome) => number | undefined,
  write: Write,
  context: Context | undefined,
  outcome: Outcome,
): void {
  try {
    const value = measure(outcome)
    if (value !== undefined) write(value, context)
  } catch (error) {
    swallow('operation measure', error)
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
