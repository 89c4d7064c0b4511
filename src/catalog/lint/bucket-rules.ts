import type { ResolvedMetric } from '../resolved.ts'
import type { Verdict } from './finding.ts'

const oneMillisecond = 0.001
const oneDay = 86_400

/** Rules on the buckets of a histogram. */
export function bucketFaults({ name, type, unit, buckets }: ResolvedMetric): Verdict[] {
  if (type !== 'histogram') return []
  if (buckets === undefined || buckets.length === 0) {
    return [
      {
        rule: 'missing-buckets',
        message: `${name} has no buckets: the default ones are for milliseconds. Choose bounds for what it measures.`,
      },
    ]
  }
  const faults: Verdict[] = []
  const ascending = buckets.every(
    (bound, index) => Number.isFinite(bound) && bound > (buckets[index - 1] ?? -Infinity),
  )
  if (!ascending) {
    faults.push({
      rule: 'unsorted-buckets',
      message: `The buckets of ${name} do not ascend: ${buckets.join(', ')}.`,
    })
  }
  const unsuitable = unsuitableFor(unit, buckets)
  if (unsuitable !== undefined) {
    faults.push({ rule: 'unsuitable-buckets', message: `The buckets of ${name} ${unsuitable}` })
  }
  return faults
}

function unsuitableFor(unit: string, buckets: readonly number[]): string | undefined {
  const lowest = Math.min(...buckets)
  const highest = Math.max(...buckets)
  if (unit === 's' && (lowest < oneMillisecond || highest > oneDay)) {
    return `go from ${lowest} to ${highest} s. Seconds start at 0.001 and end within a day.`
  }
  if (unit === 'By' && !buckets.every((bound) => bound >= 1 && Number.isInteger(Math.log2(bound)))) {
    return `are no powers of two: ${buckets.join(', ')} bytes.`
  }
  if (unit === '1' && (lowest <= 0 || highest > 1)) return `leave the range of a ratio, 0 to 1.`
  return undefined
}
