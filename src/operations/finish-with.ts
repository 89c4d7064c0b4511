import { RunningOperation } from './running-operation.ts'
import type { OperationHandle } from './types.ts'

/** Ends an operation with a result, so that `end` derivations see it. */
export function finishWith(operation: OperationHandle, value: unknown): void {
  if (operation instanceof RunningOperation) operation.finish(value)
  else operation.end()
}
