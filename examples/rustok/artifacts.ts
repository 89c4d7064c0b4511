import { type Layout, panels, renderArtifacts } from 'spanmeter/artifacts'
import { createTelemetry } from './telemetry.ts'

/** What the documentation shows first to whoever makes a dashboard: five panels. */
const custom: Layout = {
  uid: 'rustok-custom',
  title: 'RusToK Custom',
  description: 'A dashboard of one’s own: five panels that the others have too, put together anew.',
  rows: [
    {
      title: 'HTTP',
      panels: [{ panel: panels.http.requestsByEndpoint }, { panel: panels.http.latencyByEndpoint }],
    },
    {
      title: 'What it stands on',
      panels: [
        { panel: panels.cache.hitRate },
        { panel: panels.eventBus.queueDepth },
        { panel: panels.circuitBreaker.states, drawn: 'lines' },
      ],
    },
  ],
}

const kept = /^(grafana|prometheus|docs\/metrics)\//

/**
 * Dashboards with their runbooks, rules and the reference of metrics, by path below this folder. `timeScale` is for a
 * run that cannot wait: every time in the rules is divided by it.
 */
export function rustokArtifacts({ timeScale = 1 } = {}): ReadonlyMap<string, string> {
  const files = renderArtifacts(createTelemetry(), {
    title: 'RusToK',
    jobs: ['rustok-server'],
    timeScale,
    // Its prometheus.yml knows of no Collector.
    paths: ['scrape'],
    dashboards: [custom],
  })
  return new Map([...files].filter(([path]) => kept.test(path)))
}
