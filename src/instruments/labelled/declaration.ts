import type { MetricDeclaration } from './types.ts'

/** The exported label names of a metric, constants included, in declared order. Throws where two would be one. */
export function attributeNames(declaration: MetricDeclaration): string[] {
  const names = declaration.labels.flatMap((label) => (label.attribute === false ? [] : [label.attribute]))
  names.push(...Object.keys(declaration.constant ?? {}))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new Error(
      `The metric ${declaration.name} would have the label ${JSON.stringify(twice)} twice. Give each of its labels and constant labels a name of its own.`,
    )
  }
  const keys = declaration.labels.map((label) => label.key)
  const twiceDeclared = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twiceDeclared !== undefined) {
    throw new Error(
      `The metric ${declaration.name} declares the label ${JSON.stringify(twiceDeclared)} twice. Declare it once.`,
    )
  }
  return names
}

/** Throws when a name that is in use is declared again as something else. */
export function assertSameMetric(first: MetricDeclaration, second: MetricDeclaration): void {
  assertSame(first, 'type', first.type, second.type)
  assertSame(first, 'unit', first.unit, second.unit)
  assertSame(
    first,
    'labels',
    attributeNames(first).sort().join(', '),
    attributeNames(second).sort().join(', '),
  )
  assertSame(first, 'buckets', (first.buckets ?? []).join(', '), (second.buckets ?? []).join(', '))
  assertSame(first, 'type', first.observedAs ?? first.type, second.observedAs ?? second.type)
  assertSame(first, 'join', first.join ?? 'sum', second.join ?? 'sum')
  assertSame(first, 'bounds', limitsOf(first), limitsOf(second))
}

function limitsOf({ limits = [] }: MetricDeclaration): string {
  return limits
    .map(({ label, most }) => `${label} ${most}`)
    .sort()
    .join(', ')
}

function assertSame(metric: MetricDeclaration, what: string, is: string, wanted: string): void {
  if (is === wanted) return
  throw new Error(
    `The metric ${metric.name} exists already with ${what} ${JSON.stringify(is)} and cannot also have ${what} ${JSON.stringify(wanted)}. Declare it the same way in both places, or give one of them another name.`,
  )
}

/** How many series with attributes of their own an instrument has room for, where nobody says otherwise. */
export const DEFAULT_CARDINALITY_LIMIT = 2_000
const GREATEST_LIMIT = 50_000

/**
 * How many series of a metric are remembered: what its labels' declared values and bounds multiply to, but not
 * fewer than that nor more than 50,000. Past it a series is still recorded, by an ordinary call of the instrument (whose own limit then
 * sends it to the overflow series), and nothing is kept of it here.
 */
export function seriesLimit(declaration: MetricDeclaration): number {
  let product = 1
  for (const label of declaration.labels) {
    if (label.attribute === false) continue
    // One more for an absent label, and one for `_OTHER`.
    product *= label.values === undefined ? (label.bound ?? 1) + 1 : label.values.length + 2
  }
  return Math.min(Math.max(product, DEFAULT_CARDINALITY_LIMIT), GREATEST_LIMIT)
}
