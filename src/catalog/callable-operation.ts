import type { Attributes } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { LabelValue } from '../instruments/labelled/index.ts'
import type { Operation, OperationHandle, OperationOptions } from '../operations/index.ts'
import type { RunOptions } from './operation-types.ts'
import { type Begin, begin, type CallPlan, travelOptions } from './travel.ts'

type Details = Readonly<Record<string, unknown>>
type Given = Readonly<Record<string, LabelValue>>
type Work = (operation: OperationHandle) => unknown

/** An operation in the shape of `DomainOperation`: callable with details, and with `run` and `start`. */
export function callableOperation(operation: Operation, plan: CallPlan): unknown {
  if (plan.propagate === undefined && plan.waits.length === 0) return plainOperation(operation)
  const run = (labels: Given, work: Work, options?: RunOptions<Details>): unknown => {
    const { startOptions, details } = prepare(plan, options)
    if (details === undefined) return operation.run(labels, work, startOptions)
    const begun: Work = (running) => {
      begin(plan, running.context, labels, details)
      return work(running)
    }
    return operation.run(labels, begun, startOptions)
  }
  const start = (labels: Given, options?: RunOptions<Details>): OperationHandle => {
    const { startOptions, details } = prepare(plan, options)
    const running = operation.start(labels, startOptions)
    if (details !== undefined) begin(plan, running.context, labels, details)
    return running
  }
  const call = (labels: Given, details: Details, work: Work): unknown => run(labels, work, { details })
  return Object.assign(call, { run, start })
}

/** Nothing travels and nobody waited: details are attributes, and the operation is called as it is. */
function plainOperation(operation: Operation): unknown {
  const run = (labels: Given, work: Work, options?: RunOptions<Details>): unknown =>
    operation.run(labels, work, plainOptions(options))
  const start = (labels: Given, options?: RunOptions<Details>): OperationHandle =>
    operation.start(labels, plainOptions(options))
  const call = (labels: Given, details: Details, work: Work): unknown =>
    // A span takes what has a mapping, and nothing else.
    operation.run(labels, work, { attributes: details as Attributes })
  return Object.assign(call, { run, start })
}

function plainOptions(options: RunOptions<Details> | undefined): OperationOptions | undefined {
  if (options === undefined) return undefined
  try {
    const { details, ...rest } = options
    // What is no attribute of the span (headers, moments) has no mapping, and is left off there.
    return details === undefined ? rest : { ...rest, attributes: details as Attributes }
  } catch (error) {
    swallow('operation options', error)
    return undefined
  }
}

interface Prepared {
  readonly startOptions?: OperationOptions
  readonly details?: Begin
}

function prepare(plan: CallPlan, options: RunOptions<Details> | undefined): Prepared {
  if (options === undefined) return {}
  try {
    const startOptions = plainOptions(options) ?? {}
    const details = options.details ?? undefined
    if (details === undefined) return { startOptions }
    return { startOptions: travelOptions(plan, startOptions, details), details }
  } catch (error) {
    swallow('operation options', error)
    return {}
  }
}
