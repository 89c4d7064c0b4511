export { secondsSince } from './clock.ts'
export { errorTypeOf, isAbort } from './error-type.ts'
export { createOperation } from './operation.ts'
export type { Carrier } from './propagation.ts'
export { extract, inject } from './propagation.ts'
export { isThenable } from './settle.ts'
export type {
  Operation,
  OperationActive,
  OperationDeclaration,
  OperationHandle,
  OperationMeasure,
  OperationMetric,
  OperationObserver,
  OperationOptions,
  OperationScope,
  Outcome,
} from './types.ts'
export { wrapCallback } from './wrap-callback.ts'
export type { WrappedIterable } from './wrap-iterable.ts'
export { wrapIterable } from './wrap-iterable.ts'
export { wrapStream } from './wrap-stream.ts'
