import { type Layout, panels, renderArtifacts } from 'spanmeter/artifacts'
import { platformPanels } from './platforms/platform-domain.ts'
import { processingPanels } from './processing/processing-domain.ts'
import { prospectPanels } from './prospects/prospect-domain.ts'
import { createTelemetry, type TelemetryOptions } from './telemetry.ts'

/** In front of every uid: one Grafana serves many systems, and others have a System Overview, too. */
const name = 'monitoring-service'
const third = 8

const dashboards: readonly Layout[] = [
  {
    uid: `${name}-system-overview`,
    title: 'System Overview',
    description: 'Does the service work, is it fast enough, and has it room left?',
    rows: [
      {
        title: 'System',
        panels: [
          { panel: panels.errors.byModule, title: 'Error rates', width: third },
          { panel: processingPanels.processingTime, title: 'Performance metrics', width: third },
          { panel: panels.resources.usage, width: third },
        ],
      },
    ],
  },
  {
    uid: `${name}-platform-metrics`,
    title: 'Platform Metrics',
    description:
      'How much is asked of the platforms, how fast do they answer, and what is left of their limits?',
    rows: [
      {
        title: 'Platforms',
        panels: [
          { panel: panels.rateLimit.remaining, title: 'Rate limits', width: third },
          { panel: platformPanels.usage, width: third },
          { panel: platformPanels.responseTimes, title: 'Response times', width: third },
        ],
      },
    ],
  },
  {
    uid: `${name}-business-metrics`,
    title: 'Business Metrics',
    description: 'Are the prospects good, do they engage, and are they won?',
    rows: [
      {
        title: 'Business',
        panels: [
          { panel: prospectPanels.scores, width: third },
          { panel: prospectPanels.engagementRate, width: third },
          { panel: prospectPanels.conversionRate, title: 'Conversion metrics', width: third },
        ],
      },
    ],
  },
]

const kept = /^(grafana|prometheus|docs\/metrics)\//

export interface MonitoringArtifactsOptions extends TelemetryOptions {
  /** Divides windows and waits, for runs that cannot wait. Default 1. */
  readonly timeScale?: number
}

/** The three dashboards and those that they lead to, the rules and the reference of metrics, by path below this folder. */
export function monitoringArtifacts(options: MonitoringArtifactsOptions = {}): ReadonlyMap<string, string> {
  const { timeScale = 1 } = options
  const files = renderArtifacts(createTelemetry(options), {
    name,
    title: 'Monitoring Service',
    // Its prometheus.yml knows of no Collector.
    paths: ['scrape'],
    // What alerts lead to and the three do not show is there.
    shipped: ['domains'],
    dashboards,
    timeScale,
  })
  return new Map([...files].filter(([path]) => kept.test(path)))
}
