import { definePanels } from 'spanmeter'
import { type Layout, panels, renderArtifacts } from 'spanmeter/artifacts'
import { services } from './process/services.ts'
import { redisPanels } from './redis/redis-domain.ts'
import { gateway } from './telemetry/gateway.ts'
import { createTelemetry } from './telemetry/system.ts'

const third = 8

const gatewayPanels = definePanels(gateway.catalog, {
  averageLatency: {
    title: 'Avg latency',
    description: 'What a request takes on average. It hides the slow ones: P95 is among all the panels.',
    unit: 's',
    query: {
      show: 'promql',
      text: 'sum(rate(requestDuration_sum[$window])) / sum(rate(requestDuration_count[$window]))',
    },
  },
})

const overview: Layout = {
  uid: 'dalston-overview',
  title: 'Dalston Overview',
  description: 'How many jobs wait, how long engines take, what fails, and who speaks right now.',
  averagedOver: 'interval',
  choices: [
    { label: 'service', title: 'Service', on: 'target' },
    { label: 'engine_id', title: 'Engine', on: 'metric' },
  ],
  rows: [
    {
      title: 'Request Overview',
      panels: [
        { panel: panels.http.requestRate, title: 'Requests/sec', width: third },
        { panel: panels.http.errorRate, title: 'Error rate (%)', width: third },
        { panel: gatewayPanels.averageLatency, domain: 'gateway', width: third },
      ],
    },
    {
      title: 'Batch Pipeline',
      panels: [
        { panel: panels.jobs.inProgress, width: third },
        { panel: panels.queue.depth, title: 'Queue depth by engine', width: third },
        { panel: panels.jobs.completion, width: third },
      ],
    },
    {
      title: 'Engine Performance',
      panels: [
        { panel: panels.jobs.taskDuration, title: 'Processing time by engine (p50, p95, p99)', width: third },
        { panel: panels.jobs.throughput, width: third },
        { panel: panels.jobs.failures, title: 'Failure rate by engine', width: third },
      ],
    },
    {
      title: 'Real-time Sessions',
      panels: [
        { panel: panels.sessions.active, width: third },
        { panel: panels.sessions.workers, width: third },
        { panel: panels.sessions.duration, width: third },
      ],
    },
    {
      title: 'System Health',
      panels: [
        { panel: redisPanels.connectivity, width: third },
        { panel: panels.queue.oldestAge, title: 'Queue oldest task age', width: third },
        { panel: panels.errors.byModule, title: 'Error logs/sec', width: third },
      ],
    },
  ],
}

const kept = /^(grafana|prometheus|docs\/metrics)\//

/**
 * Dashboards with their runbooks, rules and the reference of metrics, by path below this folder. `timeScale` is for a run
 * that cannot wait: every time in the rules is divided by it.
 */
export function dalstonArtifacts({ timeScale = 1 } = {}): ReadonlyMap<string, string> {
  const files = renderArtifacts(createTelemetry(), {
    title: 'Dalston',
    jobs: Object.values(services).map(({ job }) => job),
    // Its prometheus.yml knows of no Collector.
    paths: ['scrape'],
    dashboards: [overview],
    timeScale,
  })
  return new Map([...files].filter(([path]) => kept.test(path)))
}
