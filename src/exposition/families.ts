import type { WarnOnce } from '../guard/index.ts'
import { type MetricKind, prometheusName, prometheusUnit } from '../naming/index.ts'
import {
  AggregationTemporality,
  DataPointType,
  type InstrumentationScope,
  type MetricData,
  type ResourceMetrics,
} from '../points/index.ts'

/** One metric stream of one scope. */
export interface FamilyMember {
  readonly metric: MetricData
  readonly scope: InstrumentationScope
}

/** All that is exposed under one name. */
export interface Family {
  /** As in Prometheus; a counter's with its `_total`. */
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly unit: string
  readonly members: FamilyMember[]
  /**
   * In OpenMetrics a counter `x_total` also takes the name `x`. Where something else has that name, the counter is
   * written as of unknown type under its whole name, rather than not at all.
   */
  whole: boolean
}

/**
 * The metrics of a collection by the name they have in Prometheus, in the order they came.
 *
 * Metrics of several scopes with one name are one family; the first description and unit count. Left out, with one
 * warning each: metrics that no name is left of, of another type than their family, with samples named like another
 * family's, and of delta temporality (which Prometheus has no word for).
 */
export function familiesOf(resourceMetrics: ResourceMetrics, warnOnce: WarnOnce): Family[] {
  const families = new Map<string, Family>()
  const owners = new Map<string, Family>()
  for (const { scope, metrics } of resourceMetrics.scopeMetrics) {
    for (const metric of metrics) {
      const { name: original, unit, description } = metric.descriptor
      const refuse = (reason: string) =>
        warnOnce(`metric ${original} ${reason}`, `The metric ${original} is not exposed: ${reason}`)
      const kind = kindOf(metric)
      if (kind === undefined) {
        refuse('its points are deltas. Give the reader cumulative temporality.')
        continue
      }
      const name = prometheusName({ name: original, unit, type: kind })
      if (name === undefined) {
        refuse('no letter or digit of its name can stay. Rename it.')
        continue
      }
      const type = kind === 'upDownCounter' ? 'gauge' : kind
      const known = families.get(name)
      if (known === undefined) {
        const family: Family = {
          name,
          type,
          help: description,
          unit: kind === 'gauge' && unit === '1' ? 'ratio' : prometheusUnit(unit),
          members: [{ metric, scope }],
          // Of a metric without a name of its own, `total` may be all there is.
          whole: type === 'counter' && !name.endsWith('_total'),
        }
        if (claim(family, owners)) families.set(name, family)
        else refuse(`its samples would be named like those of another metric (${name}). Rename one of them.`)
      } else if (known.type !== type) {
        refuse(`another metric is called ${name} and is a ${known.type}, this one is a ${type}. Rename one.`)
      } else {
        if (known.help !== description) {
          warnOnce(`help ${name}`, `${name} has two descriptions, and the first is exposed: ${known.help}`)
        }
        known.members.push({ metric, scope })
      }
    }
  }
  return [...families.values()]
}

function kindOf(metric: MetricData): MetricKind | undefined {
  if (metric.dataPointType === DataPointType.GAUGE) return 'gauge'
  if (metric.aggregationTemporality !== AggregationTemporality.CUMULATIVE) return undefined
  if (metric.dataPointType === DataPointType.SUM) return metric.isMonotonic ? 'counter' : 'upDownCounter'
  return 'histogram'
}

/** Takes the names of a family's samples, and says whether they were free. */
function claim(family: Family, owners: Map<string, Family>): boolean {
  const names = sampleNames(family)
  // A counter's names without `_total` are OpenMetrics's only: it steps back from them for whoever comes.
  for (const name of names) {
    const owner = owners.get(name)
    if (owner?.type === 'counter' && owner.name !== name && !owner.whole) {
      owner.whole = true
      for (const given of [baseName(owner), `${baseName(owner)}_created`]) owners.delete(given)
    }
  }
  if (family.type === 'counter' && names.some((name) => owners.has(name))) {
    family.whole = true
    names.splice(0, names.length, family.name)
  }
  if (names.some((name) => owners.has(name)) || family.name === targetInfo) return false
  for (const name of names) owners.set(name, family)
  return true
}

function sampleNames(family: Family): string[] {
  const { name, type } = family
  if (type === 'gauge') return [name]
  if (type === 'histogram') return [name, `${name}_bucket`, `${name}_count`, `${name}_sum`, `${name}_created`]
  return family.whole ? [name] : [name, baseName(family), `${baseName(family)}_created`]
}

/** The name of a family in OpenMetrics, where a counter's has no `_total`. */
export function baseName(family: Pick<Family, 'name' | 'type'>): string {
  return family.type === 'counter' ? family.name.replace(/_total$/, '') : family.name
}

/** The name under which the resource is exposed. */
export const targetInfo = 'target_info'
