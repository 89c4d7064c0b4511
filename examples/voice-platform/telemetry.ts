import { defineSystem, errors, queue, resources, webhook } from 'spanmeter'
import { campaign } from './campaigns/campaign-domain.ts'

/** Deliveries, each to a partner. */
const webhooks = webhook.with({
  labels: { subscriber: 'partner_id' },
  // With ten statuses that is what an instrument holds; there are two events so far.
  bounds: { subscriber: 50, event_type: 4 },
  exceptions: [
    {
      rule: 'id-label',
      reason:
        'A partner is a company with a contract: few, and known by name. Past the bound they are `_OTHER`, and SeriesOverflow says so.',
    },
  ],
})

/** The one queue of webhooks, which all workers see. */
const webhookQueue = queue.with({
  subsystem: 'webhook',
  only: ['depth', 'oldestAge'],
  labels: { queue: false },
  metrics: {
    depth: { name: 'queue_size', description: 'Current queue size' },
    oldestAge: { name: 'queue_oldest_age', description: 'Age of oldest webhook' },
  },
  alerts: {
    queueBacklog: {
      key: 'webhookQueueBacklog',
      summary: 'The webhook queue is backing up',
      description: 'The webhook queue has {value} pending items.',
    },
    staleItemsInQueue: {
      key: 'staleWebhooksInQueue',
      summary: 'Webhooks grow old in the queue',
      description: 'The oldest webhook in the queue is {value} old.',
    },
  },
})

/** The one declaration of what the voice platform measures. */
export function createTelemetry() {
  return defineSystem({
    namespace: '',
    exceptions: [
      { rule: 'no-namespace', reason: 'The names are older than this declaration, and others read them.' },
    ],
    domains: {
      campaign,
      webhook: webhooks,
      webhookQueue,
      errors: errors.with({
        ...{ subsystem: 'platform', only: ['errors'], labels: { module: 'component' } },
        metrics: { errors: { description: 'Errors by component' } },
      }),
      resources: resources.with({ subsystem: 'platform' }),
    },
  })
}

export type VoiceTelemetry = ReturnType<typeof createTelemetry>

/** What the campaign engine calls. */
export type CampaignMeter = VoiceTelemetry['campaign']

/** What a webhook worker calls; the queue that it works on is beside it. */
export type WebhookMeter = VoiceTelemetry['webhook']
