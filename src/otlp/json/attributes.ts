import { isInt64 } from '../int64.ts'

const deepest = 32

/**
 * Attributes as a JSON array of `KeyValue`, with what `protobuf/attributes.ts` takes: bytes are base64, 64-bit
 * integers strings. A key whose value is `undefined` is absent.
 * @throws RangeError when maps or lists nest deeper than 32, as circular ones do
 */
export function attributesJson(attributes: Readonly<Record<string, unknown>>): string {
  return keyValues(attributes, 0)
}

function keyValues(attributes: Readonly<Record<string, unknown>>, depth: number): string {
  let text = '['
  for (const key in attributes) {
    if (!Object.hasOwn(attributes, key)) continue
    const value = attributes[key]
    if (value === undefined) continue
    if (text.length > 1) text += ','
    text += `{"key":${JSON.stringify(key)},"value":${valueJson(value, depth)}}`
  }
  return `${text}]`
}

function valueJson(value: unknown, depth: number): string {
  if (depth > deepest)
    throw new RangeError(`An attribute nests deeper than ${deepest} levels: is it circular?`)
  if (typeof value === 'string') return `{"stringValue":${JSON.stringify(value)}}`
  if (typeof value === 'boolean') return `{"boolValue":${value}}`
  if (typeof value === 'number') {
    return isInt64(value) ? `{"intValue":${int64Json(value)}}` : `{"doubleValue":${doubleJson(value)}}`
  }
  if (value instanceof Uint8Array) return `{"bytesValue":"${Buffer.from(value).toString('base64')}"}`
  if (Array.isArray(value)) {
    return `{"arrayValue":{"values":[${value.map((entry) => valueJson(entry, depth + 1)).join(',')}]}}`
  }
  if (typeof value === 'object' && value !== null) {
    return `{"kvlistValue":{"values":${keyValues({ ...value }, depth + 1)}}}`
  }
  return '{}'
}

/** A 64-bit integer: a string of digits, as proto3's JSON mapping has it. */
export function int64Json(value: number): string {
  return Number.isSafeInteger(value) ? `"${value}"` : `"${BigInt(value)}"`
}

/** A double; those that JSON has no number for are strings, as proto3's JSON mapping has it. */
export function doubleJson(value: number): string {
  return Number.isFinite(value) ? (Object.is(value, -0) ? '-0.0' : `${value}`) : `"${value}"`
}
