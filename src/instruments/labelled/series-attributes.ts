import type { Attributes } from '@opentelemetry/api'

/** One frozen attributes object for a series; absent values are left out, and any name is an own property. */
export function frozenAttributes(
  names: readonly string[],
  values: readonly (string | undefined)[],
): Attributes {
  const entries: [string, string][] = []
  for (const [index, name] of names.entries()) {
    const value = values[index]
    if (value !== undefined) entries.push([name, value])
  }
  return Object.freeze(Object.fromEntries(entries))
}

/** The values that `frozenAttributes` was given. */
export function seriesValues(names: readonly string[], attributes: Attributes): (string | undefined)[] {
  return names.map((name) => (Object.hasOwn(attributes, name) ? String(attributes[name]) : undefined))
}
