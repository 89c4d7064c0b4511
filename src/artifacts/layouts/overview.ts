import { circuitBreakerPanels, httpPanels } from '../../domains/index.ts'
import type { Layout } from '../dashboards/index.ts'

/** What a manager and whoever is on call look at first: four figures, then how HTTP does. */
export function overviewLayout(name: string, title: string): Layout {
  return {
    uid: `${name}-overview`,
    title: `${title} Overview`,
    description: `Is ${title} well? Four figures, then traffic, latency and errors of HTTP.`,
    rows: [
      {
        title: 'Overview',
        panels: [
          { panel: httpPanels.requestRate, title: 'Requests now', drawn: 'stat' },
          { panel: httpPanels.latencyP95, title: 'P95 latency now' },
          { panel: httpPanels.errorRate, title: 'Errors now', drawn: 'stat' },
          { panel: circuitBreakerPanels.states, title: 'Circuit breakers now' },
        ],
      },
      {
        title: 'HTTP',
        panels: [
          { panel: httpPanels.requestRate },
          { panel: httpPanels.latency },
          { panel: httpPanels.errorRate },
          { panel: httpPanels.activeConnections },
          { panel: httpPanels.topEndpoints },
          { panel: httpPanels.statusCodes },
          { panel: httpPanels.responseTimes, width: 24 },
        ],
      },
    ],
  }
}
