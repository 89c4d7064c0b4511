import { dropAttribute } from '../guard/index.ts'
import type { Attributes, AttributeValue } from '../points/index.ts'

/** A value by which series are told apart; arrays stand as their content. */
export type Primitive = string | number | boolean

/** Our own copy of a caller's attributes: ordered by key, without what is no attribute. */
export interface CleanAttributes {
  readonly keys: readonly string[]
  /** In the order of `keys`; an array is replaced by a text of its content, wrapped so that no string equals it. */
  readonly values: ReadonlyArray<Primitive | ArrayText>
  readonly attributes: Attributes
}

/** The content of an array value as text, for comparison. */
export interface ArrayText {
  readonly text: string
}

/** No attributes at all. */
const NO_ATTRIBUTES: CleanAttributes = { keys: [], values: [], attributes: Object.freeze({}) }

/**
 * Copies the caller's attributes, whatever they are: what cannot be read or is no attribute value is left off and
 * counted, absent values are left off silently, -0 becomes 0.
 */
export function cleanAttributes(given: unknown, instrument: string): CleanAttributes {
  if (typeof given !== 'object' || given === null) return NO_ATTRIBUTES
  const keys = readKeys(given, instrument)
  if (keys.length === 0) return NO_ATTRIBUTES
  const kept: string[] = []
  const values: Array<Primitive | ArrayText> = []
  const attributes: Attributes = {}
  for (const key of keys.sort()) {
    const value = readValue(given, key, instrument)
    if (value === undefined) continue
    kept.push(key)
    values.push(Array.isArray(value) ? { text: arrayText(value) } : value)
    put(attributes, key, value)
  }
  return kept.length === 0 ? NO_ATTRIBUTES : { keys: kept, values, attributes: Object.freeze(attributes) }
}

/** Sets an attribute by its own name only: plain assignment to `__proto__` would change the object instead. */
function put(attributes: Attributes, key: string, value: AttributeValue): void {
  if (key === '__proto__') {
    Object.defineProperty(attributes, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    attributes[key] = value
  }
}

/** What `all` has and `kept` has not (or has otherwise): the attributes that a view or the overflow took away. */
export function attributesBeyond(all: Attributes, kept: Attributes): Attributes {
  const beyond: Attributes = {}
  for (const key of Object.keys(all)) {
    const value = all[key]
    if (value !== undefined && !(Object.hasOwn(kept, key) && sameValue(kept[key], value)))
      put(beyond, key, value)
  }
  return beyond
}

function sameValue(a: AttributeValue | undefined, b: AttributeValue): boolean {
  return a === b || (Array.isArray(a) && Array.isArray(b) && arrayText(a) === arrayText(b))
}

function readKeys(given: object, instrument: string): string[] {
  try {
    return Object.keys(given)
  } catch {
    dropAttribute('unreadable', instrument, '*')
    return []
  }
}

function readValue(given: object, key: string, instrument: string): AttributeValue | undefined {
  let value: unknown
  try {
    // Any object can be asked for a key; what comes back is checked below.
    value = (given as Record<string, unknown>)[key]
    if (value === undefined) return undefined
    if (Array.isArray(value)) {
      const copy = copyArray(value)
      if (copy !== undefined) return copy
    } else if (typeof value === 'number') {
      return value === 0 ? 0 : value
    } else if (typeof value === 'string' || typeof value === 'boolean') {
      return value
    }
  } catch {
    dropAttribute('unreadable', instrument, key)
    return undefined
  }
  dropAttribute('invalid_value', instrument, key)
  return undefined
}

/** Longer arrays are no attributes: a sparse one, or a proxy, may claim more elements than there is time or memory for. */
const MOST_ELEMENTS = 10_000

/** A frozen copy, or `undefined` where the elements are not all of one primitive type (or absent), or too many. */
function copyArray(value: readonly unknown[]): AttributeValue | undefined {
  const { length } = value
  if (!(length <= MOST_ELEMENTS)) return undefined
  const copy: unknown[] = []
  let type: string | undefined
  for (let i = 0; i < length; i++) {
    const element = value[i]
    if (element === undefined || element === null) {
      copy.push(null)
      continue
    }
    const found = typeof element
    if (found !== 'string' && found !== 'number' && found !== 'boolean') return undefined
    if (type !== undefined && type !== found) return undefined
    type = found
    copy.push(Object.is(element, -0) ? 0 : element)
  }
  // The loop has shown that all elements are of one of the three types, or null.
  return Object.freeze(copy) as unknown as AttributeValue
}

function arrayText(value: readonly unknown[]): string {
  let text = ''
  for (const element of value) {
    text += `${typeof element === 'string' ? JSON.stringify(element) : String(element)},`
  }
  return text
}
