/** The fields from `ExportMetricsServiceRequest` down to the data points of histograms, by their numbers. */
const toHistogramPoints = [
  1, // ExportMetricsServiceRequest.resource_metrics
  2, // ResourceMetrics.scope_metrics
  2, // ScopeMetrics.metrics
  9, // Metric.histogram
  1, // Histogram.data_points
]

/** Counts the histogram points in an OTLP metrics request without decoding anything else. */
export function countHistogramPoints(body: Uint8Array): number {
  return countAt(body, 0, body.length, toHistogramPoints)
}

function countAt(
  body: Uint8Array,
  start: number,
  end: number,
  [field, ...deeper]: readonly number[],
): number {
  if (field === undefined) return 1
  let count = 0
  let at = start
  while (at < end) {
    const tag = readVarint(body, at)
    const kind = tag.value & 7
    if (kind === 2) {
      const length = readVarint(body, tag.next)
      const contents = length.next + length.value
      if (tag.value >>> 3 === field) count += countAt(body, length.next, contents, deeper)
      at = contents
    } else if (kind === 0) at = readVarint(body, tag.next).next
    else if (kind === 1) at = tag.next + 8
    else if (kind === 5) at = tag.next + 4
    else throw new Error(`Not protobuf: wire type ${kind} at byte ${at} of ${body.length}.`)
  }
  return count
}

function readVarint(body: Uint8Array, start: number): { readonly value: number; readonly next: number } {
  let value = 0
  let factor = 1
  let at = start
  while (at < body.length) {
    const byte = body[at++] ?? 0
    value += (byte & 127) * factor
    if (byte < 128) return { value, next: at }
    factor *= 128
  }
  throw new Error(`Not protobuf: the body ends within a number that begins at byte ${start}.`)
}
