import { definePanels } from '../../catalog/index.ts'
import { circuitBreakerCatalog } from './catalog.ts'

/** What dashboards show of circuit breakers. */
export const circuitBreakerPanels = definePanels(circuitBreakerCatalog, {
  states: {
    title: 'Circuit breaker status',
    description:
      'State of each breaker, the worst of all processes. Open means that the dependency is not called.',
    unit: 'none',
    drawn: 'stat',
    words: { 0: 'closed', 1: 'open', 2: 'half-open' },
    limits: { bad: 1 },
    // The highest number is not the worst: where one process tries again, and another does not call, it is open.
    query: {
      show: 'promql',
      text: 'max by (service) (state == 1) or max by (service) (state)',
      by: ['service'],
    },
  },
  transitions: {
    title: 'Circuit breaker transitions',
    description:
      'How often breakers changed state in the time on screen. Flapping means a dependency at its limit.',
    unit: 'short',
    drawn: 'bars',
    query: { show: 'increase', of: 'transitions', by: ['service', 'from_state', 'to_state'] },
  },
  calls: {
    title: 'Calls through breakers',
    description: 'Calls per second by service and how they ended; rejected ones never left the process.',
    unit: 'ops',
    query: { show: 'rate', of: 'calls', by: ['service', 'result'] },
  },
  failures: {
    title: 'Current failures',
    description: 'Failures that a breaker counts towards opening.',
    unit: 'short',
    query: { show: 'value', of: 'failures', join: 'max', by: ['service'] },
  },
})
