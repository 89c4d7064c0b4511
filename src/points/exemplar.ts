import type { Attributes } from './attributes.ts'
import type { HrTime } from './time.ts'

/**
 * One measurement that stands for its point and leads to the trace it was made in.
 *
 * Ids are lower-case hexadecimal (32 and 16 digits), as everywhere in the API; wire formats turn them into bytes.
 * See the OpenTelemetry metrics data model, "Exemplars".
 */
export interface Exemplar {
  readonly value: number
  readonly time: HrTime
  readonly traceId: string
  readonly spanId: string
  /** Attributes that a view took off the series. Empty when nothing was removed. */
  readonly filteredAttributes: Attributes
}
