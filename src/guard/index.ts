export type { DropAttributeReason, DropReason } from './dropped.ts'
export { dropAttribute, dropMeasurement, droppedAttributes, droppedMeasurements } from './dropped.ts'
export type { GuardSite } from './guard.ts'
export { describe, setStrict, swallow, swallowedErrors, warn } from './guard.ts'
export type { ExportFailure, PointLoss, Signal, SpanLoss } from './lost.ts'
export {
  countFailedExport,
  dropPoints,
  droppedPoints,
  droppedSpans,
  dropSpans,
  failedExports,
} from './lost.ts'
export type { WarnOnce } from './warn-once.ts'
export { createWarnOnce } from './warn-once.ts'
