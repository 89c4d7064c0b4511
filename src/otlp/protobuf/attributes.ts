import type { ByteWriter } from '../byte-writer.ts'
import { isInt64 } from '../int64.ts'
import { messageField, stringField, varintField } from './fields.ts'

const deepest = 32

/**
 * Attributes as repeated `KeyValue` under field `field`. A key whose value is `undefined` is absent.
 *
 * Takes what the SDK's resources may hold beside the API's attribute values: bytes, `null`, nested maps.
 * @throws RangeError when maps or lists nest deeper than 32, as circular ones do
 */
export function writeAttributes(
  writer: ByteWriter,
  attributes: Readonly<Record<string, unknown>>,
  field: number,
) {
  for (const key in attributes) {
    if (!Object.hasOwn(attributes, key)) continue
    const value = attributes[key]
    if (value !== undefined) writeKeyValue(writer, field, key, value, 0)
  }
}

function writeKeyValue(writer: ByteWriter, field: number, key: string, value: unknown, depth: number) {
  const start = messageField(writer, field)
  stringField(writer, 1, key)
  writeValue(writer, 2, value, depth)
  writer.close(start)
}

function writeValue(writer: ByteWriter, field: number, value: unknown, depth: number): void {
  if (depth > deepest)
    throw new RangeError(`An attribute nests deeper than ${deepest} levels: is it circular?`)
  const start = messageField(writer, field)
  if (typeof value === 'string') stringField(writer, 1, value)
  else if (typeof value === 'boolean') varintField(writer, 2, value ? 1 : 0)
  else if (typeof value === 'number') writeNumber(writer, value)
  else if (value instanceof Uint8Array) {
    writer.byte((7 << 3) | 2)
    writer.varint(value.length)
    writer.raw(value)
  } else if (Array.isArray(value)) {
    const list = messageField(writer, 5)
    for (const entry of value) writeValue(writer, 1, entry, depth + 1)
    writer.close(list)
  } else if (typeof value === 'object' && value !== null) {
    const list = messageField(writer, 6)
    for (const [key, entry] of Object.entries(value)) {
      if (entry !== undefined) writeKeyValue(writer, 1, key, entry, depth + 1)
    }
    writer.close(list)
  }
  // What is left (null, undefined in a list) is a value of no kind: an empty message, as the specification has it.
  writer.close(start)
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (isInt64(value)) {
    writer.byte(3 << 3)
    writer.varint64(value)
  } else {
    writer.byte((4 << 3) | 1)
    writer.double(value)
  }
}
