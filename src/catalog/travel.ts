import { type Context, type Link, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { LabelledHistogram } from '../instruments/labelled/index.ts'
import { type Carrier, extract, inject, type OperationOptions, secondsSince } from '../operations/index.ts'
import { pick, type SomeLabels } from './fixed-labels.ts'

/** A wait that is over when the operation starts: event lag, time in a queue. */
interface Wait {
  readonly metric: LabelledHistogram
  readonly labels: readonly string[]
  /** The detail that holds the moment it began. */
  readonly since: string
}

/** What an operation does with its details beside writing them onto the span. */
export interface CallPlan {
  readonly propagate?: 'inject' | 'extract' | undefined
  readonly waits: readonly Wait[]
}

/** The details of one operation. */
export type Begin = Readonly<Record<string, unknown>>

/** The options that `headers` decide where the operation continues a trace: its parent, or links to many. */
export function travelOptions(plan: CallPlan, given: OperationOptions, details: Begin): OperationOptions {
  const { headers } = details
  if (plan.propagate !== 'extract' || headers === undefined) return given
  const carriers = carriersOf(headers)
  const [first] = carriers
  if (carriers.length > 1) return { ...given, links: [...(given.links ?? []), ...linksTo(carriers)] }
  if (first === undefined || given.parent !== undefined) return given
  return { ...given, parent: extract(first) }
}

/** What is done as soon as the operation has a context: its trace goes into the headers, and waits are over. */
export function begin(plan: CallPlan, context: Context, labels: SomeLabels, details: Begin): void {
  try {
    if (plan.propagate === 'inject') {
      for (const carrier of carriersOf(details.headers)) inject(carrier, context)
    }
    for (const { metric, labels: keys, since } of plan.waits) {
      const seconds = secondsSince(details[since])
      if (seconds !== undefined) metric.record(seconds, pick(labels, keys), context)
    }
  } catch (error) {
    swallow('operation begin', error)
  }
}

function carriersOf(headers: unknown): Carrier[] {
  const list: readonly unknown[] = Array.isArray(headers) ? headers : [headers]
  return list.filter((carrier): carrier is Carrier => typeof carrier === 'object' && carrier !== null)
}

function linksTo(carriers: readonly Carrier[]): Link[] {
  return carriers.flatMap((carrier) => {
    const context = trace.getSpanContext(extract(carrier, ROOT_CONTEXT))
    return context === undefined ? [] : [{ context }]
  })
}
