import { defineAlerts } from '../../catalog/index.ts'
import { webhookCatalog } from './catalog.ts'
import { webhookPanels } from './panels.ts'

/** What somebody should be told of webhooks. Backlogs are the alerts of the domain `queue`. */
export const webhookAlerts = defineAlerts(webhookCatalog, webhookPanels, {
  highWebhookFailureRate: {
    summary: 'Webhook failure rate above {bound}',
    description: '{value} of the delivery attempts fail.',
    unit: 'percentunit',
    // Attempts by attempts: more of them fail than there are webhooks when many are tried again. None delivered is 0.
    when: {
      show: 'promql',
      text: 'sum(rate(failed[$window])) / (sum(rate(failed[$window])) + (sum(rate(delivered[$window])) or sum(rate(failed[$window])) * 0))',
    },
    minimum: { of: { show: 'increase', of: 'failed' }, count: 10 },
    bound: { above: 0.2 },
    for: '10m',
    severity: 'critical',
    panel: 'failureRate',
    runbook: {
      meaning: 'For {for} more than {bound} of the attempts failed.',
      impact: 'Subscribers hear late of what happened, and of the given up webhooks not at all.',
      look: [
        'Webhook failure rate by subscriber: one, or all of them.',
        'Failed attempts by status: 0 is a network or a name that does not resolve, 4xx a changed address or secret, 5xx their trouble.',
      ],
      mend: [
        'Tell the subscriber, or stop deliveries to it until it answers.',
        'Mend what all of them go through.',
        'Send dead letters again afterwards.',
      ],
    },
  },
  webhookDeadLetters: {
    summary: 'Webhooks are given up',
    description: '{value} webhooks to {subscriber} were given up within {window}.',
    unit: 'short',
    when: { show: 'increase', of: 'deadLetter', by: ['subscriber'] },
    window: '10m',
    bound: { above: 0 },
    for: '0s',
    severity: 'warning',
    panel: 'flow',
    runbook: {
      meaning: 'Webhooks failed at their last attempt.',
      impact: 'The subscriber will not hear of it unless somebody sends them again.',
      look: [
        'Failed attempts by status, and the failed spans `deliver webhook <event type>` of that subscriber.',
      ],
      mend: ['Mend the cause with the subscriber, then send the dead letters again.'],
    },
  },
  webhookWorkerDown: {
    summary: 'No active webhook workers',
    description: '{value} workers deliver webhooks.',
    unit: 'short',
    // Workers that are gone have no series that could be below 1.
    when: { show: 'promql', text: 'sum(activeWorkers) or absent(activeWorkers) * 0' },
    bound: { below: 1 },
    for: '2m',
    severity: 'critical',
    panel: 'workers',
    runbook: {
      meaning: 'No process that delivers webhooks is there, or none that is seen.',
      impact: 'Nothing is delivered; the queue grows.',
      look: ['Whether the worker processes run, and their last words.', 'Whether Prometheus reaches them.'],
      mend: ['Start the workers. What waits in the queue is delivered then.'],
    },
  },
})
