import type { MeterOf } from 'spanmeter'
import type { componentErrors } from '../telemetry/shared.ts'
import type { ServiceName } from './services.ts'

/** Writes what went wrong to the log, and counts it. */
export type LogError = (error: unknown) => void

/** The log of one process. Its counter is there before the first error. */
export function errorLog(errors: MeterOf<typeof componentErrors>, component: ServiceName): LogError {
  errors.errors.zero({ component, error_type: '_OTHER' })
  return (error) => {
    errors.record({ module: component }, error)
    console.error(`${component}: ${error instanceof Error ? error.message || error.name : String(error)}`)
  }
}
