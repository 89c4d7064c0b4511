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

function propertyOf(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null && key in object ? Reflect.get(object, key) : undefined
}
