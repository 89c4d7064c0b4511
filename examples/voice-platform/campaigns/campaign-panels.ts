import { definePanels } from 'spanmeter'
import { campaignCatalog } from './campaign-catalog.ts'

/** Where a campaign has none of something yet, it has 0 of it. */
const successByCampaign = [
  '(sum by (campaign_id) (increase(callsCompleted{outcome="success"}[$span]))',
  'or sum by (campaign_id) (increase(callsInitiated[$span])) * 0) /',
  '((sum by (campaign_id) (increase(callsCompleted[$span]))',
  'or sum by (campaign_id) (increase(callsInitiated[$span])) * 0) +',
  '(sum by (campaign_id) (increase(callsFailed[$span]))',
  'or sum by (campaign_id) (increase(callsInitiated[$span])) * 0))',
].join(' ')

export const campaignPanels = definePanels(campaignCatalog, {
  successRate: {
    title: 'Campaign Success Rate',
    description:
      'Share of the settled calls that were successful, within the time on screen, by campaign. Calls that could not be made count as well.',
    unit: 'percentunit',
    limits: { warning: 0.5, bad: 0.3 },
    // Bars are over the time on screen, an hour at first; lines would be over a minute each.
    drawn: 'bars',
    query: { show: 'promql', text: successByCampaign, by: ['campaign_id'] },
  },
  callVolume: {
    title: 'Campaign Call Volume',
    description: 'Calls per minute that ended, by how.',
    unit: 'opm',
    drawn: 'stack',
    query: { show: 'rate', of: 'callsCompleted', per: 'minute', by: ['outcome'] },
  },
  failures: {
    title: 'Calls that could not be made',
    description: 'Calls per minute that failed at once, by why.',
    unit: 'opm',
    drawn: 'stack',
    query: { show: 'rate', of: 'callsFailed', per: 'minute', by: ['error_type'] },
  },
  failureRate: {
    title: 'Campaign failure rate',
    description: 'Share of the calls that could not be made. Above 30 % for minutes somebody is told.',
    unit: 'percentunit',
    limits: { warning: 0.2, bad: 0.3 },
    query: { show: 'ratio', of: 'callsFailed', to: { of: 'callsInitiated' } },
  },
  processingLatency: {
    title: 'Call processing latency (P50, P95)',
    description: 'Time until a call is on its way. It grows when the telephony is short of capacity.',
    unit: 's',
    limits: { warning: 2.5, bad: 5 },
    query: { show: 'quantile', of: 'processingLatency', quantiles: [0.5, 0.95] },
  },
  callDuration: {
    title: 'Call duration (P50, P95)',
    description: 'How long calls last. Short ones everywhere: people hang up.',
    unit: 's',
    query: { show: 'quantile', of: 'callDuration', quantiles: [0.5, 0.95] },
  },
  active: {
    title: 'Active campaigns',
    description: 'Campaigns that run, by user.',
    unit: 'short',
    drawn: 'stack',
    query: { show: 'value', of: 'activeCampaigns', join: 'sum', by: ['user_id'] },
  },
  pending: {
    title: 'Pending leads',
    description:
      'Leads that are still to be called, by campaign. A line that stays level: its calls are not made.',
    unit: 'short',
    query: { show: 'value', of: 'pendingLeads', join: 'sum', by: ['campaign_id'] },
  },
  concurrent: {
    title: 'Concurrent calls',
    description: 'Calls that are under way.',
    unit: 'short',
    query: { show: 'value', of: 'concurrentCalls', join: 'sum' },
  },
  cost: {
    title: 'Campaign cost',
    description: 'Dollars within the time on screen.',
    unit: 'short',
    drawn: 'stat',
    query: { show: 'increase', of: 'cost' },
  },
  pollCycle: {
    title: 'Poll cycle (P95)',
    description:
      'Nineteen of twenty looks at all campaigns take less. Near the interval of polls: the engine falls behind.',
    unit: 's',
    query: { show: 'quantile', of: 'pollCycleDuration', quantiles: [0.95] },
  },
})
