import {
  type AnyPoint,
  type Attributes,
  DataPointType,
  type Exemplar,
  type InstrumentationScope,
  pointsOf,
  type ResourceMetrics,
} from '../points/index.ts'
import { explicitBuckets } from './exponential.ts'
import { type Family, familiesOf } from './families.ts'
import type { Format, Series } from './format.ts'
import { labelsOf, reservedEverywhere } from './labels.ts'
import type { SeriesLabels } from './series-labels.ts'
import type { WarnOnce } from './warnings.ts'

/** What an exposition held, counted while it is written. */
export interface Tally {
  families: number
  samples: number
  /** The domain meters that had metrics, as `<domain>_metrics`. */
  readonly domains: Set<string>
}

/** A tally of nothing yet. */
export function createTally(): Tally {
  return { families: 0, samples: 0, domains: new Set() }
}

/** What the scopes of domain meters are called, before the domain. */
const domainScope = /^spanmeter\/(.+)$/

export interface RenderOptions {
  readonly format: Format
  readonly seriesLabels: SeriesLabels
  readonly warnOnce: WarnOnce
  /** Is added to. */
  readonly tally: Tally
}

/**
 * Writes an exposition as pieces of text: one per series, read from its instrument when it is asked for. An empty
 * piece is a step of work without text. Stop asking at any time, and nothing more is read.
 */
export function* render(resourceMetrics: ResourceMetrics, options: RenderOptions): Generator<string, void> {
  const { format, tally, warnOnce } = options
  const families = familiesOf(resourceMetrics, warnOnce)
  for (const { scope } of resourceMetrics.scopeMetrics) {
    const domain = domainScope.exec(scope.name)?.[1]
    if (domain !== undefined) tally.domains.add(`${domain}_metrics`)
  }
  const resource = labelsOf(resourceMetrics.resource.attributes, reservedEverywhere, () => {})
  if (resource.length > 0) {
    tally.families++
    tally.samples++
  }
  yield format.open(resource, families)
  for (const family of families) {
    let headed = false
    for (const text of seriesOf(family, options)) {
      if (text !== '' && !headed) {
        headed = true
        tally.families++
        yield format.head(family)
      }
      yield text
    }
  }
  yield format.close()
}

function seriesOf(family: Family, options: RenderOptions): Iterable<string> {
  const onlySums = family.members.every(({ metric }) => metric.dataPointType === DataPointType.SUM)
  return onlySums ? addedSums(family, options) : distinctSeries(family, options)
}

/** Series of gauges and histograms: the first with its labels stays, since what two of them are together nobody knows. */
function* distinctSeries(family: Family, options: RenderOptions): Iterable<string> {
  const { format, seriesLabels, warnOnce, tally } = options
  const written = new Set<string>()
  for (const { metric, scope } of family.members) {
    for (const point of pointsOf<AnyPoint['value']>(metric)) {
      const text = seriesLabels.textOf(family.type, point.attributes, scope)
      if (written.has(text)) {
        warnOnce(
          `series ${family.name}`,
          `Two series of ${family.name} have the labels {${text}}, and the first is exposed. Give them different attributes.`,
        )
        continue
      }
      written.add(text)
      const series = seriesFor(family, point.attributes, scope, text, point.exemplars, seriesLabels)
      if (typeof point.value === 'number') {
        tally.samples++
        yield format.number(family, series, point.value)
      } else {
        const value = 'buckets' in point.value ? point.value : explicitBuckets(point.value)
        tally.samples += value.buckets.boundaries.length + 3
        yield format.histogram(family, series, value)
      }
    }
  }
}

interface AddedSum {
  readonly attributes: Attributes
  readonly scope: InstrumentationScope
  value: number
  exemplars: readonly Exemplar[] | undefined
}

/** Series of sums: those with equal labels are added, so all are read before the first is written. */
function* addedSums(family: Family, options: RenderOptions): Iterable<string> {
  const { format, seriesLabels, tally } = options
  const sums = new Map<string, AddedSum>()
  for (const { metric, scope } of family.members) {
    for (const { attributes, value, exemplars } of pointsOf<AnyPoint['value']>(metric)) {
      if (typeof value !== 'number') continue
      const text = seriesLabels.textOf(family.type, attributes, scope)
      const sum = sums.get(text)
      if (sum === undefined) sums.set(text, { attributes, scope, value, exemplars })
      else {
        sum.value += value
        sum.exemplars = [...(sum.exemplars ?? []), ...(exemplars ?? [])]
      }
      yield ''
    }
  }
  for (const [text, { attributes, scope, value, exemplars }] of sums) {
    tally.samples++
    yield format.number(family, seriesFor(family, attributes, scope, text, exemplars, seriesLabels), value)
  }
}

function seriesFor(
  family: Family,
  attributes: Attributes,
  scope: InstrumentationScope,
  text: string,
  exemplars: readonly Exemplar[] | undefined,
  seriesLabels: SeriesLabels,
): Series {
  return { text, exemplars, labels: () => seriesLabels.labelsOf(family.type, attributes, scope) }
}
