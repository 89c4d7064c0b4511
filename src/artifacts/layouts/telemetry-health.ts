import type { Layout, Placed, Row } from '../dashboards/index.ts'
import { collectorPanels } from '../telemetry/collector.ts'
import { scrapePanels } from '../telemetry/scrape.ts'
import { sdkPanels } from '../telemetry/sdk.ts'

/** The uid of the dashboard on telemetry: all systems of one Grafana share it. */
export const telemetryHealth = 'telemetry-health'

/** Is what the other dashboards show true? Without a Collector there is nothing to show of it, or of the way there. */
export function telemetryHealthLayout(hasCollector: boolean): Layout {
  const width = hasCollector ? 6 : 12
  return {
    uid: telemetryHealth,
    title: 'Telemetry Health',
    description:
      'Is the telemetry itself alive and honest: what is scraped, dropped, refused, or waits in a queue?',
    rows: [
      {
        title: 'Overview',
        panels: [
          { panel: scrapePanels.up, drawn: 'stat', width },
          { panel: sdkPanels.dropped, title: 'Dropped measurements', drawn: 'stat', width },
          ...(hasCollector ? overviewOfCollector : []),
        ],
      },
      {
        title: 'In the application',
        panels: [
          { panel: sdkPanels.series },
          { panel: sdkPanels.overflowed },
          { panel: sdkPanels.dropped },
          { panel: sdkPanels.droppedAttributes },
          { panel: sdkPanels.swallowed },
          { panel: sdkPanels.paths },
        ],
      },
      ...(hasCollector ? [toCollector] : []),
      {
        title: 'Scrapes',
        panels: [{ panel: scrapePanels.duration }, { panel: scrapePanels.samples }],
      },
      ...(hasCollector ? [collector] : []),
    ],
  }
}

const overviewOfCollector: readonly Placed[] = [
  { panel: sdkPanels.spansDropped, title: 'Dropped spans', drawn: 'stat' },
  { panel: collectorPanels.queueFill, title: 'Collector queues', drawn: 'stat' },
]

const toCollector: Row = {
  title: 'From the application to the Collector',
  panels: [
    { panel: sdkPanels.exportFailures },
    { panel: sdkPanels.spansDropped },
    { panel: sdkPanels.pointsDropped },
    { panel: sdkPanels.queuedSpans },
  ],
}

const collector: Row = {
  title: 'Collector',
  panels: [
    { panel: collectorPanels.received },
    { panel: collectorPanels.refused },
    { panel: collectorPanels.failedSpans },
    { panel: collectorPanels.failedPoints },
    { panel: collectorPanels.queue },
    { panel: collectorPanels.queueFill },
    { panel: collectorPanels.dropped },
    { panel: collectorPanels.leftOut },
    { panel: collectorPanels.memory, width: 24 },
  ],
}
