import type { LabelValue } from '../instruments/labelled/index.ts'

/** Labels with their values, any of which may be missing. */
export type SomeLabels = Readonly<Record<string, LabelValue | undefined>>

/** Those of `labels` whose key is in `keys`. */
export function pick(labels: SomeLabels, keys: readonly string[]): Record<string, LabelValue> {
  const picked: Record<string, LabelValue> = {}
  for (const key of keys) {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined
    if (value !== undefined) picked[key] = value
  }
  return picked
}

/** `keys` without those that `labels` gives a value. */
export function without(keys: readonly string[], labels: SomeLabels): string[] {
  return keys.filter((key) => !Object.hasOwn(labels, key) || labels[key] === undefined)
}

/** Equal labels give equal keys, whatever their order; `1` and `'1'` are one value, as in the exported series. */
export function labelsKey(labels: SomeLabels): string {
  const entries = Object.entries(labels).map(([key, value]) => [key, String(value)])
  return JSON.stringify(entries.sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0)))
}
