import { dropMeasurement } from '../../guard/index.ts'

/** Whether a value can be recorded; one that cannot is counted here as dropped. */
export function isRecordable(value: unknown, metric: string, mayBeNegative: boolean): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) {
    dropMeasurement('not_a_number', metric)
    return false
  }
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    dropMeasurement('infinite', metric)
    return false
  }
  if (value < 0 && !mayBeNegative) {
    dropMeasurement('negative', metric)
    return false
  }
  return true
}
