import {
  cachePanels,
  circuitBreakerPanels,
  databasePanels,
  errorsPanels,
  eventBusPanels,
  httpPanels,
} from '../../domains/index.ts'
import type { Layout } from '../dashboards/index.ts'

/** For whoever looks for a cause: one row for each kind of reader, from the summary down to errors. */
export function advancedLayout(name: string, title: string): Layout {
  return {
    uid: `${name}-advanced`,
    title: `${title} Advanced`,
    description: `Where in ${title} is it slow or broken? The service, what it stands on, and its errors.`,
    rows: [
      {
        title: 'Overview',
        panels: [
          { panel: httpPanels.requestRate, title: 'Request rate', drawn: 'stat' },
          { panel: httpPanels.latencyP95 },
          { panel: httpPanels.errorRate, drawn: 'stat' },
          { panel: circuitBreakerPanels.states },
        ],
      },
      {
        title: 'Service',
        panels: [
          { panel: httpPanels.requestsByEndpoint },
          { panel: httpPanels.latency, title: 'HTTP request latency' },
        ],
      },
      {
        title: 'Infrastructure',
        panels: [
          { panel: eventBusPanels.throughput },
          { panel: eventBusPanels.queueDepth },
          { panel: cachePanels.hitRate },
          { panel: cachePanels.size },
          { panel: databasePanels.queryDuration, title: 'Database query duration' },
          { panel: databasePanels.connections },
        ],
      },
      { title: 'Debugging', panels: [{ panel: errorsPanels.byModule, width: 24 }] },
    ],
  }
}
