import type { Exemplar } from '../points/index.ts'
import { exemplarText } from './exemplars.ts'
import { formatValue } from './numbers.ts'
import type { Output } from './output.ts'

/** What follows `le="` up to the value, for each boundary and for infinity. */
export type BoundaryTexts = (boundaries: readonly number[]) => readonly Uint8Array[]

/** Keeps the texts while the boundaries are the same, as they are for all series of an instrument. */
export function createBoundaryTexts(format: (boundary: number) => string): BoundaryTexts {
  let last: readonly number[] | undefined
  let texts: Uint8Array[] = []
  return (boundaries) => {
    if (boundaries === last) return texts
    last = boundaries
    texts = [
      ...boundaries.filter((boundary) => boundary !== Number.POSITIVE_INFINITY),
      Number.POSITIVE_INFINITY,
    ].map((boundary) => Buffer.from(`${format(boundary)}"} `))
    return texts
  }
}

/** One sample of a series, such as its `_sum`. */
export function writeSample(out: Output, name: string, suffix: string, labels: string, value: number): void {
  out.text(name)
  out.text(suffix)
  if (labels !== '') {
    out.text('{')
    out.text(labels)
    out.text('}')
  }
  out.text(' ')
  out.text(formatValue(value))
  out.lineFeed()
}

/** Writes the buckets of a series, each with all below it. Returns how many values there are. */
export function writeBuckets(
  out: Output,
  name: string,
  labels: string,
  boundaryTexts: readonly Uint8Array[],
  counts: readonly number[],
  exemplars: ReadonlyMap<number, Exemplar> | undefined,
): number {
  const start = out.length
  out.text(name)
  out.text('_bucket{')
  out.text(labels)
  out.text(labels === '' ? 'le="' : ',le="')
  const width = out.length - start
  let total = 0
  for (const [bucket, boundaryText] of boundaryTexts.entries()) {
    if (bucket > 0) out.again(start, width)
    out.bytes(boundaryText)
    total += counts[bucket] ?? 0
    out.count(total)
    const exemplar = exemplars?.get(bucket)
    if (exemplar !== undefined) out.text(exemplarText(exemplar))
    out.lineFeed()
  }
  return total
}
