import { createWarnOnce } from '../guard/index.ts'
import {
  type Attributes,
  DataPointType,
  type HrTime,
  type MetricData,
  type Point,
  pointsOf,
  type ResourceMetrics,
  type ScopeMetrics,
  type SumMetric,
} from '../points/index.ts'

const warnOnce = createWarnOnce()

/**
 * A collection in which no two scopes have a metric of one name: behind the Collector, Prometheus knows no scopes, and
 * would keep one of two equal series and drop the other without a word. Sums are added series by series, under the
 * scope that came first; of other kinds the first stays, with one warning. The text exposition does the same.
 *
 * Returns the collection itself, still lazy, where names differ, which is the rule.
 */
export function mergeScopes(resourceMetrics: ResourceMetrics): ResourceMetrics {
  const { resource, scopeMetrics } = resourceMetrics
  const byName = new Map<string, MetricData[]>()
  let isRepeated = false
  for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
    const known = byName.get(metric.descriptor.name)
    if (known === undefined) byName.set(metric.descriptor.name, [metric])
    else isRepeated = known.push(metric) > 1
  }
  if (!isRepeated) return resourceMetrics
  return { resource, scopeMetrics: scopeMetrics.map((each) => mergedScope(each, byName)) }
}

function mergedScope(
  { scope, metrics }: ScopeMetrics,
  byName: ReadonlyMap<string, readonly MetricData[]>,
): ScopeMetrics {
  const merged = metrics.flatMap((metric) => {
    const [first, ...others] = byName.get(metric.descriptor.name) ?? []
    if (metric !== first) return []
    return [others.length === 0 ? metric : mergedMetric(first, others)]
  })
  return { scope, metrics: merged }
}

function mergedMetric(first: MetricData, others: readonly MetricData[]): MetricData {
  const { name } = first.descriptor
  if (first.dataPointType !== DataPointType.SUM) {
    warnOnce(name, `Several scopes have a metric ${name}, and the first is sent. Rename the others.`)
    return first
  }
  const same = others.filter((other): other is SumMetric => isLike(first, other))
  if (same.length < others.length) {
    warnOnce(
      name,
      `Several scopes have a metric ${name} of different kinds, and the first kind is sent. Rename one.`,
    )
  }
  const points = () => addedPoints([first, ...same])
  return {
    ...described(first),
    points,
    get dataPoints() {
      return [...points()]
    },
  }
}

/** The parts of a metric that are not its points; spreading it would read them all. */
function described({ descriptor, aggregationTemporality, dataPointType, isMonotonic }: SumMetric) {
  return { descriptor, aggregationTemporality, dataPointType, isMonotonic }
}

function isLike(first: SumMetric, other: MetricData): boolean {
  return (
    other.dataPointType === DataPointType.SUM &&
    other.isMonotonic === first.isMonotonic &&
    other.aggregationTemporality === first.aggregationTemporality
  )
}

function addedPoints(metrics: readonly SumMetric[]): Iterable<Point<number>> {
  const byLabels = new Map<string, Point<number>>()
  for (const metric of metrics) {
    for (const point of pointsOf(metric)) {
      const key = labelsKey(point.attributes)
      const known = byLabels.get(key)
      byLabels.set(key, known === undefined ? point : added(known, point))
    }
  }
  return byLabels.values()
}

function added(one: Point<number>, other: Point<number>): Point<number> {
  const exemplars = [...(one.exemplars ?? []), ...(other.exemplars ?? [])]
  return {
    attributes: one.attributes,
    value: one.value + other.value,
    startTime: isBefore(one.startTime, other.startTime) ? one.startTime : other.startTime,
    endTime: isBefore(one.endTime, other.endTime) ? other.endTime : one.endTime,
    ...(exemplars.length > 0 && { exemplars }),
  }
}

function isBefore(one: HrTime, other: HrTime): boolean {
  return one[0] < other[0] || (one[0] === other[0] && one[1] < other[1])
}

/** Equal for attributes that Prometheus would take for the same labels: values count by their text. */
function labelsKey(attributes: Attributes): string {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== '')
  const texts = entries.map(([key, value]) => [
    key,
    Array.isArray(value) ? JSON.stringify(value) : String(value),
  ])
  return JSON.stringify(texts.sort(([one = ''], [other = '']) => (one < other ? -1 : 1)))
}
