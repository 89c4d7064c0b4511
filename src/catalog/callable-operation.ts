import { type Attributes, type Context, type Link, trace } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { LabelledHistogram, LabelValue } from '../instruments/labelled/index.ts'
import {
  extract,
  inject,
  type Operation,
  type OperationHandle,
  type OperationOptions,
} from '../operations/index.ts'
import { pick, type SomeLabels } from './fixed-labels.ts'
import type { Carrier, RunOptions } from './operation-types.ts'

/** A wait that is over when the operation starts: event lag, time in a queue. */
interface Wait {
  readonly metric: LabelledHistogram
  readonly labels: readonly string[]
  /** The detail that holds the moment it began. */
  readonly since: string
}

/** What an operation does beyond running: nothing at all, for most. */
export interface CallPlan {
  readonly propagate?: 'inject' | 'extract' | undefined
  readonly waits: readonly Wait[]
}

type Details = Readonly<Record<string, unknown>>
type Given = Readonly<Record<string, LabelValue>>
type Work = (operation: OperationHandle) => unknown

/** An operation in the shape of `DomainOperation`: callable with details, and with `run` and `start`. */
export function callableOperation(operation: Operation, plan: CallPlan): unknown {
  const begins = plan.propagate === 'inject' || plan.waits.length > 0
  const run = (labels: Given, work: Work, options?: RunOptions<Details>): unknown => {
    const details = options?.details
    if (!begins || details === undefined) return operation.run(labels, work, startOptions(plan, options))
    const begun: Work = (running) => {
      begin(plan, running.context, labels, details)
      return work(running)
    }
    return operation.run(labels, begun, startOptions(plan, options))
  }
  const start = (labels: Given, options?: RunOptions<Details>): OperationHandle => {
    const running = operation.start(labels, startOptions(plan, options))
    if (begins && options?.details !== undefined) begin(plan, running.context, labels, options.details)
    return running
  }
  const call = (labels: Given, details: Details | undefined, work: Work): unknown =>
    run(labels, work, details === undefined ? undefined : { details })
  return Object.assign(call, { run, start })
}

function startOptions(
  plan: CallPlan,
  options: RunOptions<Details> | undefined,
): OperationOptions | undefined {
  if (options === undefined) return undefined
  const { details, parent, span } = options
  const carriers = plan.propagate === 'extract' ? carriersOf(details?.headers) : []
  const [first] = carriers
  const remote =
    carriers.length === 1 && first !== undefined && parent === undefined ? extract(first) : parent
  const links = [...(options.links ?? []), ...(carriers.length > 1 ? linksTo(carriers) : [])]
  return {
    // Details that are no attribute of the span have no mapping, and are left off there.
    ...(details !== undefined && { attributes: attributesOf(plan, details) }),
    ...(remote !== undefined && { parent: remote }),
    ...(links.length > 0 && { links }),
    ...(span !== undefined && { span }),
  }
}

function attributesOf(plan: CallPlan, details: Details): Attributes {
  if (plan.propagate === undefined && plan.waits.length === 0) return details as Attributes
  const elsewhere = new Set(['headers', ...plan.waits.map(({ since }) => since)])
  const attributes = Object.entries(details).filter(([key]) => !elsewhere.has(key))
  return Object.fromEntries(attributes) as Attributes
}

function carriersOf(headers: unknown): Carrier[] {
  if (typeof headers !== 'object' || headers === null) return []
  return Array.isArray(headers) ? headers : [headers as Carrier]
}

function linksTo(carriers: readonly Carrier[]): Link[] {
  return carriers.flatMap((carrier) => {
    const context = trace.getSpanContext(extract(carrier))
    return context === undefined ? [] : [{ context }]
  })
}

function begin(plan: CallPlan, context: Context, labels: SomeLabels, details: Details): void {
  try {
    if (plan.propagate === 'inject') {
      for (const carrier of carriersOf(details.headers)) inject(carrier, context)
    }
    for (const { metric, labels: keys, since } of plan.waits) {
      const seconds = secondsSince(details[since])
      if (seconds !== undefined) metric.record(seconds, pick(labels, keys), context)
    }
  } catch (error) {
    swallow('operation.begin', error)
  }
}

/** Clocks of two machines differ by a little: a moment in the future counts as no wait. */
function secondsSince(moment: unknown): number | undefined {
  const millis = moment instanceof Date ? moment.getTime() : moment
  if (typeof millis !== 'number' || !Number.isFinite(millis)) return undefined
  return Math.max(0, (Date.now() - millis) / 1000)
}
