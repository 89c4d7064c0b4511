import type { Attributes } from '@opentelemetry/api'

/** What the specification marks a series with that takes what is past a limit. */
export const OVERFLOW: Attributes = Object.freeze({ 'otel.metric.overflow': true })

/** One frozen attributes object for a series; absent values are left out, and any name is an own property. */
export function frozenAttributes(
  names: readonly string[],
  values: readonly (string | undefined)[],
  integers?: ReadonlySet<string>,
): Attributes {
  const entries: [string, string | number][] = []
  for (const [index, name] of names.entries()) {
    const value = values[index]
    if (value !== undefined) entries.push([name, integers?.has(name) ? asInteger(value) : value])
  }
  return Object.freeze(Object.fromEntries(entries))
}

function asInteger(text: string): string | number {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text
}

/** The values that `frozenAttributes` was given. */
export function seriesValues(names: readonly string[], attributes: Attributes): (string | undefined)[] {
  return names.map((name) => (Object.hasOwn(attributes, name) ? String(attributes[name]) : undefined))
}
