export type { DropAttributeReason, DropReason } from './dropped.ts'
export { dropAttribute, dropMeasurement, droppedAttributes, droppedMeasurements } from './dropped.ts'
export type { GuardSite } from './guard.ts'
export { describe, setStrict, swallow, swallowedErrors, warn } from './guard.ts'
