import type {
  ExponentialBuckets,
  ExponentialHistogramValue,
  HistogramValue,
  Point,
} from '../../points/index.ts'
import type { ByteWriter } from '../byte-writer.ts'
import { isInt64 } from '../int64.ts'
import { writeAttributes } from './attributes.ts'
import { writeExemplars } from './exemplars.ts'
import { doubleField, fixed64Field, messageField, signedField, timeField } from './fields.ts'

/** `NumberDataPoint`, without the tag and length that come before it. */
export function writeNumberPoint(writer: ByteWriter, point: Point<number>, integer: boolean): void {
  timeField(writer, 2, point.startTime)
  timeField(writer, 3, point.endTime)
  if (integer && isInt64(point.value)) fixed64Field(writer, 6, point.value)
  else doubleField(writer, 4, point.value)
  writeExemplars(writer, point.exemplars, 5, integer)
  writeAttributes(writer, point.attributes, 7)
}

/** `HistogramDataPoint`, without the tag and length that come before it. */
export function writeHistogramPoint(
  writer: ByteWriter,
  point: Point<HistogramValue>,
  integer: boolean,
): void {
  const { buckets, count, sum, min, max } = point.value
  timeField(writer, 2, point.startTime)
  timeField(writer, 3, point.endTime)
  fixed64Field(writer, 4, count)
  doubleField(writer, 5, sum)
  if (buckets.counts.length > 0) {
    packedHeader(writer, 6, buckets.counts.length * 8)
    for (const entry of buckets.counts) writer.fixed64(entry)
  }
  if (buckets.boundaries.length > 0) {
    packedHeader(writer, 7, buckets.boundaries.length * 8)
    for (const bound of buckets.boundaries) writer.double(bound)
  }
  writeExemplars(writer, point.exemplars, 8, integer)
  writeAttributes(writer, point.attributes, 9)
  doubleField(writer, 11, min)
  doubleField(writer, 12, max)
}

/** `ExponentialHistogramDataPoint`, without the tag and length that come before it. */
export function writeExponentialPoint(
  writer: ByteWriter,
  point: Point<ExponentialHistogramValue>,
  integer: boolean,
): void {
  const value = point.value
  writeAttributes(writer, point.attributes, 1)
  timeField(writer, 2, point.startTime)
  timeField(writer, 3, point.endTime)
  fixed64Field(writer, 4, value.count)
  doubleField(writer, 5, value.sum)
  signedField(writer, 6, value.scale)
  fixed64Field(writer, 7, value.zeroCount)
  writeBuckets(writer, 8, value.positive)
  writeBuckets(writer, 9, value.negative)
  writeExemplars(writer, point.exemplars, 11, integer)
  doubleField(writer, 12, value.min)
  doubleField(writer, 13, value.max)
}

function writeBuckets(writer: ByteWriter, field: number, buckets: ExponentialBuckets): void {
  const start = messageField(writer, field)
  signedField(writer, 1, buckets.offset)
  if (buckets.bucketCounts.length > 0) {
    const packed = messageField(writer, 2)
    for (const count of buckets.bucketCounts) writer.varint64(count)
    writer.close(packed)
  }
  writer.close(start)
}

function packedHeader(writer: ByteWriter, field: number, bytes: number): void {
  writer.byte((field << 3) | 2)
  writer.varint(bytes)
}
