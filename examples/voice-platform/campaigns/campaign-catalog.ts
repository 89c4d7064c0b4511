import type { Catalog, LintException } from 'spanmeter'

/** Further ones are not told apart. */
const MOST_CAMPAIGNS = 100
const MOST_USERS = 20

const idLabel: LintException = {
  rule: 'id-label',
  reason:
    'Dashboards of this system have always asked for it. Past the bound they are `_OTHER`, and SeriesOverflow says so.',
}

export const campaignCatalog = {
  name: 'campaign',
  labels: {
    campaign_id: { bound: MOST_CAMPAIGNS, description: 'Campaign', exceptions: [idLabel] },
    user_id: {
      bound: MOST_USERS,
      determinedBy: 'campaign_id',
      description: 'Customer who runs the campaign',
      exceptions: [idLabel],
    },
    outcome: {
      values: ['success', 'no_answer', 'busy', 'voicemail'],
      description: 'How the call ended',
    },
    error_type: {
      bound: 10,
      description: 'Why the call could not be made',
      semconv: 'error.type',
    },
  },
  metrics: {
    callsInitiated: {
      type: 'counter',
      labels: ['campaign_id', 'user_id'],
      description: 'Total calls initiated',
    },
    callsCompleted: {
      type: 'counter',
      labels: ['campaign_id', 'user_id', 'outcome'],
      description: 'Total calls completed',
    },
    callsFailed: {
      type: 'counter',
      labels: ['campaign_id', 'user_id', 'error_type'],
      description: 'Total call failures',
    },
    cost: { type: 'counter', labels: ['campaign_id', 'user_id'], description: 'Total campaign cost ($)' },
    activeCampaigns: { type: 'gauge', labels: ['user_id'], description: 'Number of active campaigns' },
    pendingLeads: { type: 'gauge', labels: ['campaign_id'], description: 'Pending leads in campaign' },
    concurrentCalls: { type: 'gauge', description: 'Current concurrent calls' },
    successRate: {
      type: 'gauge',
      labels: ['campaign_id'],
      join: 'min',
      description: 'Campaign success rate (0-1)',
    },
    callDuration: {
      type: 'histogram',
      unit: 's',
      labels: ['campaign_id', 'outcome'],
      buckets: [10, 30, 60, 120, 180, 300, 600, 900, 1200, 1800],
      description: 'Call duration distribution',
    },
    processingLatency: {
      type: 'histogram',
      unit: 's',
      labels: ['campaign_id'],
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      description: 'Call processing time',
      semconv: 'http.client.request.duration',
    },
    pollCycleDuration: {
      type: 'histogram',
      unit: 's',
      buckets: [0.5, 1, 2.5, 5, 10, 15, 30],
      description: 'Engine poll cycle duration',
    },
  },
  operations: {
    /** One call made: initiated whatever comes of it, failed where it could not be made. */
    createCall: {
      span: {
        kind: 'client',
        name: 'create call',
        attributes: { lead: 'campaign.lead.id', agent: 'campaign.agent.id' },
      },
      labels: ['campaign_id', 'user_id'],
      later: ['error_type'],
      metrics: [
        { metric: 'callsInitiated', measure: 'count' },
        { metric: 'processingLatency', measure: 'duration' },
        { metric: 'callsFailed', measure: 'count', on: 'failure' },
      ],
    },
    /** One look at all campaigns. */
    pollCycle: {
      span: { name: 'poll campaigns' },
      metrics: [{ metric: 'pollCycleDuration', measure: 'duration' }],
    },
  },
} as const satisfies Catalog
