import { type ResolvedCatalog, resolveDomain } from '../../catalog/index.ts'
import { collectorAlerts, collectorPanels } from './collector.ts'
import { collectorCatalog } from './collector-catalog.ts'
import { scrapeCatalog, scrapePanels } from './scrape.ts'
import { sdkAlerts, sdkCatalog, sdkPanels } from './sdk.ts'

/** The key of what the Collector tells of itself: that is there where a Collector is. */
export const collectorKey = 'collector'

/**
 * What is read of the telemetry itself: of spanmeter, of Prometheus' scrapes, of the Collector. Resolved only, never
 * made a system: others record these metrics.
 */
export const telemetryCatalog: ResolvedCatalog = {
  namespace: '',
  exceptions: [],
  domains: [
    resolveDomain('', 'spanmeter', sdkCatalog, { panels: sdkPanels, alerts: sdkAlerts }),
    resolveDomain('', 'scrape', scrapeCatalog, { panels: scrapePanels }),
    resolveDomain('', collectorKey, collectorCatalog, { panels: collectorPanels, alerts: collectorAlerts }),
  ],
}
export { scrapePanels } from './scrape.ts'
export { sdkPanels } from './sdk.ts'
