import type { Exemplar } from '../points/index.ts'
import { type Label, labelsOf, labelText, reservedEverywhere } from './labels.ts'
import { formatValue } from './numbers.ts'

/** OpenMetrics 1.0 allows this many characters in the names and values of an exemplar's labels together. */
const mostCharacters = 128

/**
 * An exemplar as it stands behind a sample in OpenMetrics: ` # {trace_id="…",span_id="…"} value seconds`.
 *
 * Attributes that a view took off the series are added where all of them may stand there.
 */
export function exemplarText(exemplar: Exemplar): string {
  const { traceId, spanId, value, time, filteredAttributes } = exemplar
  const ids = [
    ...(traceId ? [['trace_id', traceId] as const] : []),
    ...(spanId ? [['span_id', spanId] as const] : []),
  ]
  const others = labelsOf(filteredAttributes ?? {}, reservedInExemplars, () => {})
  const all = [...ids, ...others]
  const labels = mayStand(all) ? all : ids
  const milliseconds = Math.floor(time[1] / 1e6)
  return ` # {${labelText(labels)}} ${formatValue(value)} ${time[0]}.${String(milliseconds).padStart(3, '0')}`
}

/** Prometheus's parser takes U+0000 here, and here only, for the end of the input. */
function mayStand(labels: readonly Label[]): boolean {
  const characters = labels.reduce((sum, [name, value]) => sum + name.length + [...value].length, 0)
  return characters <= mostCharacters && labels.every(([, value]) => !value.includes('\0'))
}

const reservedInExemplars = new Set([...reservedEverywhere, 'trace_id', 'span_id'])

/** The exemplar of a counter: the newest. */
export function newestExemplar(exemplars: readonly Exemplar[] | undefined): Exemplar | undefined {
  let newest: Exemplar | undefined
  for (const exemplar of exemplars ?? []) {
    if (newest === undefined || isLater(exemplar, newest)) newest = exemplar
  }
  return newest
}

/**
 * The largest exemplar of each bucket, by the bucket's place. A bucket without one stays without: the specification
 * also says to repeat a lower bucket's, and elsewhere that an exemplar stands at no other bucket than its own.
 */
export function exemplarsByBucket(
  exemplars: readonly Exemplar[] | undefined,
  boundaries: readonly number[],
): Map<number, Exemplar> | undefined {
  if (exemplars === undefined || exemplars.length === 0) return undefined
  const byBucket = new Map<number, Exemplar>()
  for (const exemplar of exemplars) {
    let bucket = 0
    while (bucket < boundaries.length && exemplar.value > (boundaries[bucket] ?? 0)) bucket++
    const other = byBucket.get(bucket)
    if (other === undefined || exemplar.value > other.value) byBucket.set(bucket, exemplar)
  }
  return byBucket
}

function isLater(one: Exemplar, other: Exemplar): boolean {
  return (one.time[0] - other.time[0] || one.time[1] - other.time[1]) > 0
}
