import type { ResolvedSemconvMetric } from '../resolved.ts'
import type { Verdict } from './finding.ts'

/** Rules on a metric of the semantic conventions as an operation moves it. */
export function semconvFaults({ name, type, buckets = [], missing }: ResolvedSemconvMetric): Verdict[] {
  const faults: Verdict[] = missing.map((attribute) => ({
    rule: 'missing-attribute',
    message: `${name} has no ${attribute}, which the semantic conventions require. State it for the domain: with({ spanAttributes: { '${attribute}': … } }).`,
  }))
  if (type === 'histogram' && buckets.length === 0) {
    const message = `${name} has no buckets: the default ones are for milliseconds. Take those that the conventions recommend.`
    faults.push({ rule: 'missing-buckets', message })
  }
  return faults
}
