export { type ErrorsMethods, errors, type Severity } from './meter.ts'
