import { defineAlerts, type Runbook } from '../../catalog/index.ts'
import { queueCatalog } from './catalog.ts'
import { fullest, queuePanels } from './panels.ts'

const backlog = {
  meaning: 'More is put into the queue than is worked off, or nobody works on it.',
  impact: 'What the items stand for happens late.',
  look: [
    'Whether workers run, and what their log says of the last minutes.',
    'How long one item takes now, and whether many fail and are tried again.',
    'What is put in more often than before.',
  ],
  mend: ['Start or mend the workers, or add some.', 'Stop the sender that floods the queue.'],
} as const satisfies Runbook

/** What somebody should be told of queues. Bounds are those of a queue of medium size: `with({ alerts })` sets others. */
export const queueAlerts = defineAlerts(queueCatalog, queuePanels, {
  queueBacklog: {
    summary: 'A queue is backing up',
    description: '{value} items wait in {queue}.',
    unit: 'short',
    when: { show: 'value', of: 'depth', join: 'max', by: ['queue'] },
    bound: { above: 1000 },
    for: '5m',
    severity: 'warning',
    panel: 'depth',
    runbook: backlog,
  },
  queueNearlyFull: {
    summary: 'A queue is nearly full',
    description: 'Of what {queue} can hold, {value} is taken.',
    unit: 'percentunit',
    when: { show: 'promql', text: fullest, by: ['queue'] },
    bound: { atLeast: 0.95 },
    for: '2m',
    severity: 'critical',
    panel: 'fill',
    runbook: {
      meaning: 'For {for} a bounded queue has held {bound} or more of what it can.',
      impact: 'What comes next is refused, or its sender waits.',
      look: backlog.look,
      mend: backlog.mend,
    },
  },
  staleItemsInQueue: {
    summary: 'Items grow old in a queue',
    description: 'The oldest item in {queue} is {value} old.',
    unit: 's',
    when: { show: 'value', of: 'oldestAge', join: 'max', by: ['queue'] },
    bound: { above: 3600 },
    for: '5m',
    severity: 'warning',
    panel: 'oldestAge',
    runbook: backlog,
  },
})
