import { defineAlerts } from '../../catalog/index.ts'
import { sessionsCatalog } from './catalog.ts'
import { sessionsPanels } from './panels.ts'

/** What somebody should be told of sessions and workers. */
export const sessionsAlerts = defineAlerts(sessionsCatalog, sessionsPanels, {
  workersUnhealthy: {
    summary: 'Workers of the pool are unhealthy',
    description: 'Only {value} of the workers pass their health checks.',
    unit: 'percentunit',
    // Nobody in the pool is no share, and the worst of all.
    when: {
      show: 'promql',
      text: 'sum(workersHealthy) / (sum(workersRegistered) > 0) or sum(workersRegistered) == 0',
    },
    bound: { below: 0.75 },
    for: '2m',
    severity: 'critical',
    panel: 'workers',
    runbook: {
      meaning:
        'Less than {bound} of the registered workers pass their health checks, or the pool has no worker at all.',
      impact: 'The others take their sessions until they are full; then new sessions are refused.',
      look: ['Which workers fail, and their log.', 'Whether they share a machine, or what they depend on.'],
      mend: ['Start the workers anew, or take them out of the pool.'],
    },
  },
  sessionsFail: {
    summary: 'Sessions fail',
    description: '{value} of the sessions end in an error or a timeout.',
    unit: 'percentunit',
    when: { show: 'ratio', of: 'sessions', where: { status: { not: 'completed' } }, to: { of: 'sessions' } },
    bound: { above: 0.05 },
    minimum: 20,
    for: '5m',
    severity: 'warning',
    panel: 'outcomes',
    runbook: {
      meaning: 'More than {bound} of the sessions do not end well.',
      impact: 'Users are cut off.',
      look: ['Sessions by outcome: errors or timeouts.', 'A failed span `session` in Jaeger.'],
      mend: ['Take out the worker that fails.', 'Mend what the exception of the span names.'],
    },
  },
})
