export type { ErrorsLabels, ErrorsMetrics } from './catalog.ts'
export { type ErrorLabels, type ErrorsKind, type ErrorsMethods, errors, type Severity } from './meter.ts'
export { errorsPanels } from './panels.ts'
