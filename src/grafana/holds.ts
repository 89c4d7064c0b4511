/** Whether what is stored has everything that was given, with the same values as JSON; it may have more. */
export function holds(stored: unknown, given: unknown, except: ReadonlySet<string> = new Set()): boolean {
  return has(stored, JSON.parse(JSON.stringify(given)), except)
}

function has(stored: unknown, given: unknown, except?: ReadonlySet<string>): boolean {
  if (Array.isArray(given))
    return (
      Array.isArray(stored) &&
      stored.length === given.length &&
      given.every((each, index) => has(stored[index], each))
    )
  if (typeof given !== 'object' || given === null) return stored === given
  if (typeof stored !== 'object' || stored === null) return false
  const fields = stored as Readonly<Record<string, unknown>> // It was just found to be an object.
  return Object.entries(given).every(([key, value]) => except?.has(key) || has(fields[key], value))
}
