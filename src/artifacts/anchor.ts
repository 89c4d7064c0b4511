import type { ResolvedDomain, ResolvedMetric } from '../catalog/index.ts'
import { httpPanels } from '../domains/index.ts'

/**
 * A counter that every process of a system has and moves: its labels are what dashboards choose from, its rate is what
 * the two ways are compared by. Requests where there is HTTP, else the first counter.
 */
export function anchorOf(domains: readonly ResolvedDomain[]): ResolvedMetric | undefined {
  const http = domains.find(({ panels }) => Object.values(panels).includes(httpPanels.requestRate))
  const requests = http?.metrics.find(({ key, emitted }) => key === 'requests' && emitted)
  const counters = domains.flatMap(({ metrics }) =>
    metrics.filter(({ type, emitted }) => emitted && type === 'counter'),
  )
  return requests ?? counters[0]
}
