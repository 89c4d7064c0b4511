import { defineAlerts } from 'spanmeter'
import { campaignCatalog } from './campaign-catalog.ts'
import { campaignPanels } from './campaign-panels.ts'

export const campaignAlerts = defineAlerts(campaignCatalog, campaignPanels, {
  highCampaignFailureRate: {
    summary: 'Campaign failure rate above 30%',
    description: '{value} of the calls are failing.',
    unit: 'percentunit',
    when: { show: 'ratio', of: 'callsFailed', to: { of: 'callsInitiated' } },
    bound: { above: 0.3 },
    // A campaign of a handful of wrong numbers is nobody's emergency.
    minimum: 20,
    for: '5m',
    severity: 'warning',
    panel: 'failureRate',
    runbook: {
      meaning: 'For {for} more than {bound} of the calls could not be made.',
      impact: 'Leads are used up without having been called.',
      look: [
        'Calls that could not be made, by why: numbers, capacity, or the telephony itself.',
        'Campaign Success Rate by campaign: one list of leads, or all of them.',
      ],
      mend: ['Stop the campaign whose leads are wrong.', 'Wait for the telephony, or switch it over.'],
    },
  },
  slowCampaignProcessing: {
    summary: 'Campaign processing latency above 5s',
    description: 'Nineteen of twenty calls are made within {value}, and some take longer.',
    unit: 's',
    when: { show: 'quantile', of: 'processingLatency', quantiles: [0.95] },
    bound: { above: 5 },
    minimum: 20,
    for: '10m',
    severity: 'warning',
    panel: 'processingLatency',
    runbook: {
      meaning: 'For {for} one call in twenty has taken over {bound} to be made.',
      impact: 'Campaigns take longer, and agents wait.',
      look: [
        'Traces of `create call`: where the time goes.',
        'Concurrent calls against what the telephony takes.',
      ],
      mend: ['Call fewer at a time.', 'Ask the telephony for more capacity.'],
    },
  },
})
