import type {
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramValue,
  HistogramValue,
  Point,
} from '../../points/index.ts'
import { isInt64 } from '../int64.ts'
import { unixNanosText } from '../unix-time.ts'
import { attributesJson, doubleJson, int64Json } from './attributes.ts'

/** A `NumberDataPoint` of OTLP's JSON. */
export function numberPointJson(point: Point<number>, integer: boolean): string {
  const value =
    integer && isInt64(point.value)
      ? `"asInt":${int64Json(point.value)}`
      : `"asDouble":${doubleJson(point.value)}`
  return `{${common(point, integer)},${value}}`
}

/** A `HistogramDataPoint` of OTLP's JSON. */
export function histogramPointJson(point: Point<HistogramValue>, integer: boolean): string {
  const { buckets, count } = point.value
  const counts = `"bucketCounts":[${buckets.counts.map(int64Json).join(',')}]`
  const bounds = `"explicitBounds":[${buckets.boundaries.map(doubleJson).join(',')}]`
  return `{${common(point, integer)},"count":${int64Json(count)}${extremes(point.value)},${counts},${bounds}}`
}

/** An `ExponentialHistogramDataPoint` of OTLP's JSON. */
export function exponentialPointJson(point: Point<ExponentialHistogramValue>, integer: boolean): string {
  const { count, scale, zeroCount, positive, negative } = point.value
  const buckets = `"positive":${bucketsJson(positive)},"negative":${bucketsJson(negative)}`
  const head = `${common(point, integer)},"count":${int64Json(count)}${extremes(point.value)}`
  return `{${head},"scale":${scale},"zeroCount":${int64Json(zeroCount)},${buckets}}`
}

function common(point: Point<unknown>, integer: boolean): string {
  const times = `"startTimeUnixNano":"${unixNanosText(point.startTime)}","timeUnixNano":"${unixNanosText(point.endTime)}"`
  const attributes = `"attributes":${attributesJson(point.attributes)},${times}`
  if (point.exemplars === undefined || point.exemplars.length === 0) return attributes
  return `${attributes},"exemplars":[${point.exemplars.map((entry) => exemplarJson(entry, integer)).join(',')}]`
}

function exemplarJson(exemplar: Exemplar, integer: boolean): string {
  const value =
    integer && isInt64(exemplar.value)
      ? `"asInt":${int64Json(exemplar.value)}`
      : `"asDouble":${doubleJson(exemplar.value)}`
  const filtered = attributesJson(exemplar.filteredAttributes)
  const ids = `${idJson('traceId', exemplar.traceId, 32)}${idJson('spanId', exemplar.spanId, 16)}`
  return `{"timeUnixNano":"${unixNanosText(exemplar.time)}",${value}${ids}${filtered === '[]' ? '' : `,"filteredAttributes":${filtered}`}}`
}

/** Hexadecimal, not base64: the one place where OTLP's JSON departs from proto3's mapping. */
function idJson(name: string, id: string, digits: number): string {
  return id.length === digits ? `,"${name}":${JSON.stringify(id)}` : ''
}

function extremes(value: { sum?: number; min?: number; max?: number }): string {
  let text = ''
  if (value.sum !== undefined) text += `,"sum":${doubleJson(value.sum)}`
  if (value.min !== undefined) text += `,"min":${doubleJson(value.min)}`
  if (value.max !== undefined) text += `,"max":${doubleJson(value.max)}`
  return text
}

function bucketsJson(buckets: ExponentialBuckets): string {
  return `{"offset":${buckets.offset},"bucketCounts":[${buckets.bucketCounts.map(int64Json).join(',')}]}`
}
