import type { Attributes } from '@opentelemetry/api'

/** What instruments of a `BoundMeterProvider` can, and others cannot. */
interface Removing {
  remove(attributes: Attributes): boolean
}

export function canRemove(instrument: unknown): instrument is Removing {
  return typeof propertyOf(instrument, 'remove') === 'function'
}

/** Whether a view says how many series it has, or which attributes: other instruments do not tell. */
export function isLimitedByView(instrument: unknown): boolean {
  return propertyOf(instrument, 'isLimitedByView') === true
}

/** How many series the instrument has let go of, whoever asked for it. */
export function removalsOf(instrument: unknown): number {
  const removals = propertyOf(instrument, 'removals')
  return typeof removals === 'number' ? removals : 0
}

/** Whether the series behind a handle is gone, until its next record. */
export function isRemoved(handle: unknown): boolean {
  return propertyOf(handle, 'removed') === true
}

/** How many measurements the series behind a handle has; `undefined` where it cannot be asked. */
export function measurementsOf(handle: unknown): number | undefined {
  if (!isMeasured(handle)) return undefined
  const measurements = handle.measurements()
  return typeof measurements === 'number' ? measurements : undefined
}

function isMeasured(handle: unknown): handle is { measurements(): unknown } {
  return typeof propertyOf(handle, 'measurements') === 'function'
}

function propertyOf(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null && key in object ? Reflect.get(object, key) : undefined
}
