import type { Exemplar } from '../../points/index.ts'
import type { ByteWriter } from '../byte-writer.ts'
import { isInt64 } from '../int64.ts'
import { writeAttributes } from './attributes.ts'
import { doubleField, fixed64Field, messageField, timeField } from './fields.ts'

/** Exemplars as repeated `Exemplar` under field `field`; ids as bytes, left out where there was no span. */
export function writeExemplars(
  writer: ByteWriter,
  exemplars: readonly Exemplar[] | undefined,
  field: number,
  integer: boolean,
): void {
  if (exemplars === undefined) return
  for (const exemplar of exemplars) {
    const start = messageField(writer, field)
    timeField(writer, 2, exemplar.time)
    if (integer && isInt64(exemplar.value)) fixed64Field(writer, 6, exemplar.value)
    else doubleField(writer, 3, exemplar.value)
    idField(writer, 4, exemplar.spanId, 8)
    idField(writer, 5, exemplar.traceId, 16)
    writeAttributes(writer, exemplar.filteredAttributes, 7)
    writer.close(start)
  }
}

function idField(writer: ByteWriter, field: number, id: string, bytes: number): void {
  if (id.length !== bytes * 2) return
  writer.byte((field << 3) | 2)
  writer.byte(bytes)
  for (let index = 0; index < id.length; index += 2) {
    writer.byte((digit(id.charCodeAt(index)) << 4) | digit(id.charCodeAt(index + 1)))
  }
}

function digit(code: number): number {
  return code <= 57 ? code - 48 : (code | 32) - 87
}
