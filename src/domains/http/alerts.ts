import { defineAlerts } from '../../catalog/index.ts'
import { httpCatalog } from './catalog.ts'
import { httpPanels } from './panels.ts'

/** What somebody should be told of HTTP. */
export const httpAlerts = defineAlerts(httpCatalog, httpPanels, {
  highErrorRate: {
    summary: 'High error rate detected',
    description: '{value} of the requests are answered with a 5xx status.',
    unit: 'percentunit',
    when: { show: 'ratio', of: 'requests', where: { status: { matches: '5..' } }, to: { of: 'requests' } },
    bound: { above: 0.05 },
    minimum: 20,
    for: '2m',
    severity: 'critical',
    panel: 'errorRate',
    runbook: {
      meaning: 'For {for} more than {bound} of the requests failed on the server.',
      impact: 'Users see errors, or retry and make the load worse.',
      look: [
        'Which routes fail: the panel of requests by endpoint, filtered by status 5xx.',
        'An exemplar of the latency panel leads to a trace: the first failed span in it names the cause.',
        'Breakers, the database pool and the last deployment.',
      ],
      mend: [
        'Roll back when it began with a deployment.',
        'Shed load or fail over the dependency that fails.',
      ],
    },
  },
  slowRequestLatency: {
    summary: 'Requests are slow',
    description: 'One request in twenty takes longer than {value}.',
    unit: 's',
    when: { show: 'quantile', of: 'requestDuration', quantiles: [0.95] },
    bound: { above: 0.5 },
    minimum: 20,
    for: '5m',
    severity: 'warning',
    panel: 'latency',
    runbook: {
      meaning: 'The 95th percentile of request latency has been above {bound} for {for}.',
      impact: 'Pages feel slow; clients with tight timeouts give up.',
      look: [
        'P95 latency by endpoint: one route, or all of them.',
        'An exemplar of the highest bucket: the widest span of its trace is what took the time.',
        'Database query duration, cache hit rate, event loop delay.',
      ],
      mend: [
        'Mend or take out the slow dependency.',
        'Add processes when the event loop or the CPU is full.',
      ],
    },
  },
})
