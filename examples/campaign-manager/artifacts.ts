import { type Layout, panels, renderArtifacts } from 'spanmeter/artifacts'
import { campaignPanels } from './campaigns/campaign-domain.ts'
import { campaigncallPanels } from './campaigns/campaigncall-domain.ts'
import { rpcPanels } from './rpc/rpc-domain.ts'
import { createTelemetry } from './telemetry.ts'

const third = 8

const dashboard: Layout = {
  uid: 'campaign-manager',
  title: 'Campaign Manager',
  description: 'Do campaigns run, do their calls succeed, and does the service answer?',
  rows: [
    {
      title: 'Overview',
      panels: [
        { panel: campaignPanels.created },
        { panel: campaignPanels.started },
        { panel: campaignPanels.stopped },
        { panel: campaignPanels.loops },
      ],
    },
    {
      title: 'Campaign Lifecycle',
      panels: [
        { panel: campaignPanels.createRate, width: third },
        { panel: campaignPanels.runAndStop, width: third },
        { panel: campaignPanels.executeRate, width: third },
      ],
    },
    {
      title: 'Campaigncall Lifecycle',
      panels: [
        { panel: campaigncallPanels.createRate, width: third },
        { panel: campaigncallPanels.doneRate, width: third },
        { panel: campaigncallPanels.successRate, width: third },
      ],
    },
    {
      title: 'API & RPC Performance',
      panels: [{ panel: rpcPanels.processTime }, { panel: rpcPanels.requestRate }],
    },
    {
      title: 'Events',
      panels: [{ panel: panels.eventBus.throughput, title: 'Event publish rate by type', width: 24 }],
    },
  ],
}

const kept = /^(grafana|prometheus|docs\/metrics)\//

/**
 * The dashboard, its runbooks, that on telemetry, the rules and the reference of metrics, by path below this folder.
 * `timeScale` is for a run that cannot wait: every time in the rules is divided by it.
 */
export function campaignArtifacts({ timeScale = 1 } = {}): ReadonlyMap<string, string> {
  const files = renderArtifacts(createTelemetry(), {
    title: 'Campaign Manager',
    timeScale,
    // Its prometheus.yml knows of no Collector.
    paths: ['scrape'],
    // One dashboard has it all.
    shipped: [],
    dashboards: [dashboard],
  })
  return new Map([...files].filter(([path]) => kept.test(path)))
}
