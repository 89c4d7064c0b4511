import { swallow } from '../guard/index.ts'
import { joinLabels } from '../naming/index.ts'
import type { Attributes, AttributeValue } from '../points/index.ts'

/** A label and its value, as text, before any format escapes it. */
export type Label = readonly [name: string, value: string]

/**
 * What a series' labels may not be called, because the format itself uses the name there. Names that begin with two
 * underscores are Prometheus's own everywhere: `__name__` would even replace the metric's.
 */
export type ReservedLabels = ReadonlySet<string>

export const reservedEverywhere: ReservedLabels = new Set()
export const reservedInHistograms: ReservedLabels = new Set(['le'])

/**
 * The labels of a series, sorted, each once. Two attribute sets that Prometheus would take for one come out equal:
 * 200 and '200' are the same text, and a label with an empty value is the same as none, so it is left out.
 *
 * An attribute whose label is reserved gets `exported_` in front, as Prometheus does with labels that clash. A lone
 * surrogate becomes U+FFFD here already, since UTF-8 would write it so, and two values could then be one.
 */
export function labelsOf(
  attributes: Attributes,
  reserved: ReservedLabels,
  onLost: (key: string) => void,
): Label[] {
  const entries: Array<[string, string]> = []
  for (const key of Object.keys(attributes)) {
    const text = attributeText(attributes, key)
    if (text !== '') entries.push([key, text])
  }
  const labels = joinLabels(entries, onLost)
  const isReserved = (name: string) => name.startsWith('__') || reserved.has(name)
  if (!labels.some(([name]) => isReserved(name))) return labels
  return joinLabels(
    labels.map(([name, value]) => [isReserved(name) ? exported(name) : name, value]),
    onLost,
  )
}

function exported(name: string): string {
  return `exported_${name.replace(/^_+|_+$/g, '')}`
}

/** The labels as the text formats write them between braces: `a="b",c="d"`, empty when there are none. */
export function labelText(labels: readonly Label[]): string {
  let text = ''
  for (const [name, value] of labels) text += `${text === '' ? '' : ','}${name}="${escapeLabelValue(value)}"`
  return text
}

/** Backslash, quote and line feed, as both text formats escape them. Anything else may stand as it is. */
function escapeLabelValue(value: string): string {
  if (!/[\\"\n]/.test(value)) return value
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function attributeText(attributes: Attributes, key: string): string {
  let value: AttributeValue | undefined | null
  try {
    value = attributes[key]
  } catch (error) {
    // The official SDK keeps the object it was given, getters and all.
    swallow('attribute of a point', error)
  }
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : asText(value)
  return loneSurrogate.test(text) ? text.replace(loneSurrogates, '\uFFFD') : text
}

function asText(value: Exclude<AttributeValue, string>): string {
  // Spelled out, -0 and 0 would be two series of one number.
  if (typeof value === 'number') return value === 0 ? '0' : String(value)
  if (typeof value === 'boolean') return String(value)
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    // Other producers may hand over what the type forbids (a BigInt, a circular value).
    return typeof value
  }
}

const loneSurrogate = /\p{Surrogate}/u
const loneSurrogates = /\p{Surrogate}/gu
