/** Whether what is stored has everything that was given, with the same values; it may have more. */
export function holds(stored: unknown, given: unknown, except: ReadonlySet<string> = new Set()): boolean {
  if (Array.isArray(given))
    return (
      Array.isArray(stored) &&
      stored.length === given.length &&
      given.every((each, index) => holds(stored[index], each))
    )
  if (typeof given !== 'object' || given === null) return Object.is(stored, given)
  if (typeof stored !== 'object' || stored === null) return false
  const fields = stored as Readonly<Record<string, unknown>> // It was just found to be an object.
  return Object.entries(given).every(
    ([key, value]) => except.has(key) || value === undefined || holds(fields[key], value),
  )
}
