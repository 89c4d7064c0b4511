import { defineAlerts, type Runbook } from '../../catalog/index.ts'
import { eventBusCatalog } from './catalog.ts'
import { eventBusPanels } from './panels.ts'

const fullQueue = {
  meaning: 'Events come in faster than the handlers get through them.',
  impact:
    'Events take effect late; a full queue refuses new ones, and memory runs out where it is not bounded.',
  look: [
    'Events handled beside events published, and P95 event processing by handler: which handler is slow.',
    'Event processing errors: a handler that fails and retries keeps its worker busy.',
  ],
  mend: ['Mend or switch off the slow handler.', 'Add workers, or let publishers wait.'],
} as const satisfies Runbook

/** What somebody should be told of the event bus. */
export const eventBusAlerts = defineAlerts(eventBusCatalog, eventBusPanels, {
  highEventQueueDepth: {
    summary: 'Event queue is filling up',
    description: '{value} events wait in {transport}; above {bound} it is filling up.',
    unit: 'short',
    when: { show: 'value', of: 'queueDepth', join: 'max', by: ['transport'] },
    bound: { above: 7000 },
    for: '5m',
    severity: 'warning',
    panel: 'queueDepth',
    runbook: fullQueue,
  },
  criticalEventQueueDepth: {
    summary: 'Event queue is full: risk of memory exhaustion',
    description: '{value} events wait in {transport}, which holds {bound}.',
    unit: 'short',
    when: { show: 'value', of: 'queueDepth', join: 'max', by: ['transport'] },
    bound: { atLeast: 10_000 },
    for: '2m',
    severity: 'critical',
    panel: 'queueDepth',
    runbook: fullQueue,
  },
  eventErrors: {
    summary: 'Event handlers fail',
    description: '{value} of the events of type {event_type} fail in a handler.',
    unit: 'percentunit',
    when: { show: 'ratio', of: 'errors', to: { of: 'processingDuration' }, by: ['event_type'] },
    bound: { above: 0.05 },
    minimum: 20,
    for: '5m',
    severity: 'warning',
    panel: 'errors',
    runbook: {
      meaning: 'More than {bound} of the events of a type could not be handled.',
      impact: 'What the handler does for users does not happen, or happens only at a retry.',
      look: [
        'Event processing errors by class of error.',
        'A failed span `process <event type>` in Jaeger: its exception and what it called.',
      ],
      mend: ['Mend the handler, then replay what failed.'],
    },
  },
  highEventLag: {
    summary: 'Events are handled late',
    description: 'One event of type {event_type} in twenty waits longer than {value}.',
    unit: 's',
    when: { show: 'quantile', of: 'lag', quantiles: [0.95], by: ['event_type'] },
    bound: { above: 30 },
    minimum: 20,
    for: '5m',
    severity: 'warning',
    panel: 'lag',
    runbook: {
      meaning:
        'The 95th percentile of the time from publishing to handling has been above {bound} for {for}.',
      impact: 'What follows from events is late: confirmations, search results, figures.',
      look: ['Queue depth, and events handled beside events published.', 'P95 event processing by handler.'],
      mend: ['Add workers.', 'Mend the handler that holds them up.'],
    },
  },
})
