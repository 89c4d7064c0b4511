import { looksLikeId } from '../id-label.ts'
import type { ResolvedLabel, ResolvedMetric } from '../resolved.ts'
import type { Verdict } from './finding.ts'

/** More label combinations than this are too many for all metrics of a system, let alone for one. */
const maxSeries = 10_000

/** Rules on one exported label of a metric. */
export function labelFaults({ attribute, values, bound, description }: ResolvedLabel): Verdict[] {
  const faults: Verdict[] = []
  if (values === undefined && bound === undefined) {
    faults.push({
      rule: 'unbounded-label',
      message: `The label ${attribute} may take any value. List its values, or say how many there can be (bound).`,
    })
  }
  if (attribute !== false && looksLikeId(attribute)) {
    faults.push({
      rule: 'id-label',
      message: `The label ${attribute} looks like an id: each value is a series of its own. Give it to the span (span.attributes of the operation), where exemplars lead to it, and label by what groups it: a kind, a plan, a region. Where its values are few and somebody asks for them, declare their bound, which is then enforced, and the reason in exceptions.`,
    })
  }
  if (description.trim() === '') {
    faults.push({ rule: 'missing-description', message: `The label ${attribute} has no description.` })
  }
  return faults
}

/**
 * How many series a metric can have: the product of what its labels may take. Unbounded labels are left out, and so are
 * those that another label of the metric decides.
 *
 * @example
 * estimatedSeries({ labels: [] }) // 1
 */
export function estimatedSeries({ labels }: Pick<ResolvedMetric, 'labels'>): number {
  const exported = labels.filter(({ attribute }) => attribute !== false)
  const keys = new Set(exported.map(({ key }) => key))
  return exported
    .filter(({ determinedBy = [] }) => !determinedBy.some((key) => keys.has(key)))
    .reduce((product, { values, bound }) => product * (values?.length ?? bound ?? 1), 1)
}

/** The rule on how many series a metric can have. */
export function seriesFaults(metric: ResolvedMetric): Verdict[] {
  const estimate = estimatedSeries(metric)
  if (estimate <= maxSeries) return []
  const message = `${metric.name} can have ${estimate} series, more than ${maxSeries}. Lower bounds, or drop a label.`
  return [{ rule: 'series-estimate', message }]
}
