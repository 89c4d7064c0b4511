import { defineAlerts } from '../../catalog/index.ts'
import { circuitBreakerCatalog } from './catalog.ts'
import { circuitBreakerPanels } from './panels.ts'

/** What somebody should be told of circuit breakers. */
export const circuitBreakerAlerts = defineAlerts(circuitBreakerCatalog, circuitBreakerPanels, {
  // By transitions, not by state: probes flip the state, and a short opening falls between two scrapes.
  circuitBreakerOpen: {
    summary: 'Circuit breaker opened',
    description: 'The breaker of {service} opened {value} times within {window}.',
    unit: 'short',
    when: { show: 'increase', of: 'transitions', where: { to_state: 'open' }, by: ['service'] },
    bound: { above: 0 },
    for: '0s',
    severity: 'critical',
    panel: 'transitions',
    runbook: {
      meaning: 'A dependency failed so often that calls to it are refused before they leave the process.',
      impact: 'Whatever needs the dependency fails at once, or runs on its fallback.',
      look: [
        'Calls through breakers: what came before the opening, failures or slowness.',
        'The dependency itself, and the network on the way to it.',
        'A trace of a failed call: what it was answered.',
      ],
      mend: ['Mend the dependency: the breaker closes by itself once a probe succeeds.'],
    },
  },
})
