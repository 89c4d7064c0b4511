import type { HrTime } from '../../points/index.ts'
import type { ByteWriter } from '../byte-writer.ts'
import { unixNanos } from '../unix-time.ts'

/** Starts a message under `field`; `writer.close` with the result ends it. */
export function messageField(writer: ByteWriter, field: number): number {
  writer.byte((field << 3) | 2)
  return writer.open()
}

export function stringField(writer: ByteWriter, field: number, text: string): void {
  writer.byte((field << 3) | 2)
  writer.string(text)
}

/** A string that is left out when it is empty or missing, proto3's default. */
export function optionalStringField(writer: ByteWriter, field: number, text: string | undefined): void {
  if (text !== undefined && text !== '') stringField(writer, field, text)
}

export function varintField(writer: ByteWriter, field: number, value: number): void {
  writer.byte(field << 3)
  writer.varint(value)
}

/** A `sint32`, in zigzag: 0, -1, 1, -2 are 0, 1, 2, 3. */
export function signedField(writer: ByteWriter, field: number, value: number): void {
  if (value !== 0) varintField(writer, field, ((value << 1) ^ (value >> 31)) >>> 0)
}

export function doubleField(writer: ByteWriter, field: number, value: number | undefined): void {
  if (value === undefined) return
  writer.byte((field << 3) | 1)
  writer.double(value)
}

export function fixed64Field(writer: ByteWriter, field: number, value: number): void {
  writer.byte((field << 3) | 1)
  writer.fixed64(value)
}

export function timeField(writer: ByteWriter, field: number, time: HrTime): void {
  const { high, low } = unixNanos(time)
  writer.byte((field << 3) | 1)
  writer.fixed64Halves(high, low)
}
