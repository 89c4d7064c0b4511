import type { WarnOnce } from '../guard/index.ts'
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
import type { Format } from './format.ts'
import type { Output } from './output.ts'
import type { SeriesLabels } from './series-labels.ts'

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
  readonly out: Output
  readonly format: Format
  readonly seriesLabels: SeriesLabels
  readonly warnOnce: WarnOnce
  /** Is added to. */
  readonly tally: Tally
}

/**
 * Writes an exposition step by step: a step is one series, read from its instrument and written. Stop asking at any
 * time, and nothing more is read.
 */
export function* render(resourceMetrics: ResourceMetrics, options: RenderOptions): Generator<void, void> {
  const { out, format, seriesLabels, tally, warnOnce } = options
  const families = familiesOf(resourceMetrics, warnOnce)
  for (const { scope } of resourceMetrics.scopeMetrics) {
    const domain = domainScope.exec(scope.name)?.[1]
    if (domain !== undefined) tally.domains.add(`${domain}_metrics`)
  }
  const resource = seriesLabels.ofResource(resourceMetrics.resource.attributes)
  if (resource.length > 0) {
    tally.families++
    tally.samples++
  }
  out.text(format.open(resource, families))
  for (const family of families) {
    const onlySums = family.members.every(({ metric }) => metric.dataPointType === DataPointType.SUM)
    yield* onlySums ? addedSums(family, options) : distinctSeries(family, options)
  }
  out.text(format.close())
}

/** Series of gauges and histograms: the first with its labels stays, since what two of them are together nobody knows. */
function* distinctSeries(family: Family, options: RenderOptions): Generator<void, void> {
  const { out, format, seriesLabels, warnOnce, tally } = options
  const written = new Set<string>()
  for (const { metric, scope } of family.members) {
    for (const { attributes, exemplars, value } of pointsOf<AnyPoint['value']>(metric)) {
      const text = seriesLabels.textOf(family.type, attributes, scope)
      if (written.has(text)) {
        warnOnce(
          `series ${family.name}`,
          `Two series of ${family.name} have the labels {${text}}, and the first is exposed. Give them different attributes.`,
        )
        continue
      }
      if (written.size === 0) writeHead(family, options)
      written.add(text)
      const labels = () => seriesLabels.labelsOf(family.type, attributes, scope)
      if (typeof value === 'number') {
        tally.samples++
        out.text(format.number(family, { text, exemplars, labels }, value))
      } else {
        const explicit = 'buckets' in value ? value : explicitBuckets(value)
        tally.samples += explicit.buckets.boundaries.length + 3
        format.histogram(out, family, { text, exemplars, labels }, explicit)
      }
      yield
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
function* addedSums(family: Family, options: RenderOptions): Generator<void, void> {
  const { out, format, seriesLabels, tally } = options
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
      yield
    }
  }
  if (sums.size > 0) writeHead(family, options)
  for (const [text, { attributes, scope, value, exemplars }] of sums) {
    tally.samples++
    const labels = () => seriesLabels.labelsOf(family.type, attributes, scope)
    out.text(format.number(family, { text, exemplars, labels }, value))
    yield
  }
}

function writeHead(family: Family, { out, format, tally }: RenderOptions): void {
  tally.families++
  out.text(format.head(family))
}
