import { type Layout, panels, renderArtifacts } from 'spanmeter/artifacts'
import { campaignPanels } from './campaigns/campaign-panels.ts'
import { createTelemetry } from './telemetry.ts'

const third = 8
const quarter = 6

const dashboard: Layout = {
  uid: 'voice-platform',
  title: 'Voice Platform',
  description: 'Do campaigns reach people, do partners hear of it, and is the platform well?',
  rows: [
    {
      title: 'Campaigns',
      panels: [
        { panel: campaignPanels.successRate },
        { panel: campaignPanels.callVolume },
        { panel: campaignPanels.failureRate, width: third },
        { panel: campaignPanels.failures, width: third },
        { panel: campaignPanels.concurrent, width: third },
        { panel: campaignPanels.active, width: quarter },
        { panel: campaignPanels.pending, width: quarter },
        { panel: campaignPanels.callDuration, width: quarter },
        { panel: campaignPanels.cost, width: quarter },
      ],
    },
    {
      title: 'Webhooks',
      panels: [
        { panel: panels.webhook.latency, title: 'Webhook Delivery Latency (P95)' },
        { panel: panels.queue.depth, title: 'Webhook Queue Size' },
        { panel: panels.webhook.workers, title: 'Active Workers', width: third },
        { panel: panels.webhook.failureRate, width: third },
        { panel: panels.queue.oldestAge, title: 'Oldest webhook in queue', width: third },
        { panel: panels.webhook.flow, width: third },
        { panel: panels.webhook.failures, width: third },
        { panel: panels.webhook.processed, width: third },
      ],
    },
    {
      title: 'System Health',
      panels: [
        { panel: panels.resources.memoryShare, width: third },
        { panel: panels.resources.cpu, width: third },
        { panel: panels.errors.byModule, title: 'Errors by component', width: third },
        { panel: campaignPanels.processingLatency },
        { panel: campaignPanels.pollCycle },
      ],
    },
  ],
}

const kept = /^(grafana|prometheus|docs\/metrics)\//

/**
 * The dashboard, its runbooks, that on telemetry, the rules and the reference of metrics, by path below this folder.
 * `timeScale` is for a run that cannot wait: every time in the rules is divided by it.
 */
export function voiceArtifacts({ timeScale = 1 } = {}): ReadonlyMap<string, string> {
  const files = renderArtifacts(createTelemetry(), {
    name: 'voice-platform',
    title: 'Voice Platform',
    timeScale,
    jobs: ['livekit-platform'],
    // Its prometheus.yml knows of no Collector.
    paths: ['scrape'],
    alertGroups: { campaign: 'campaign_alerts', webhook: 'webhook_alerts', webhookQueue: 'webhook_alerts' },
    // One dashboard has it all.
    shipped: [],
    dashboards: [dashboard],
  })
  return new Map([...files].filter(([path]) => kept.test(path)))
}
