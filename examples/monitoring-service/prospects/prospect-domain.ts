import { type Catalog, defineAlerts, defineDomain, definePanels } from 'spanmeter'

const catalog = {
  name: 'prospect',
  subsystem: '',
  exceptions: [{ rule: 'no-subsystem', reason: 'Others read these names as they are.' }],
  labels: {
    platform: { bound: 20, description: 'Platform that the prospect is on' },
    score_type: { bound: 10, description: 'What the score is of: `engagement`, `fit`' },
    metric_type: { bound: 10, description: 'How somebody engaged: `like`, `reply`' },
  },
  metrics: {
    prospectScore: {
      type: 'histogram',
      labels: ['platform', 'score_type'],
      buckets: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
      description: 'Prospect scoring',
    },
    engagement: { type: 'counter', labels: ['platform', 'metric_type'], description: 'Engagement metrics' },
    conversions: { type: 'counter', labels: ['platform'], description: 'Prospects that were won' },
  },
} as const satisfies Catalog

const meanScore =
  'sum by (platform) (rate(prospectScore_sum[$window])) / sum by (platform) (rate(prospectScore_count[$window]))'

export const prospectPanels = definePanels(catalog, {
  scores: {
    title: 'Prospect scores',
    description:
      'Mean score of the prospects of each platform. When it is too low, the alert LowProspectScore fires.',
    unit: 'none',
    limits: { warning: 0.5, bad: 0.3 },
    query: { show: 'promql', text: meanScore, by: ['platform'] },
  },
  engagementRate: {
    title: 'Engagement rates',
    description: 'Likes, replies and the like per minute, by platform.',
    unit: 'opm',
    query: { show: 'rate', of: 'engagement', per: 'minute', by: ['platform'] },
  },
  conversionRate: {
    title: 'Conversions',
    description: 'Prospects won per minute, by platform.',
    unit: 'opm',
    query: { show: 'rate', of: 'conversions', per: 'minute', by: ['platform'] },
  },
})

const lastHour = 'sum by (platform) (increase(engagement[1h]))'
const sameHourYesterday = 'sum by (platform) (increase(engagement[1h] offset 1d))'

const alerts = defineAlerts(catalog, prospectPanels, {
  lowProspectScore: {
    summary: 'Prospects score low',
    description: 'The mean score of the prospects of {platform} is {value}.',
    unit: 'none',
    when: { show: 'promql', text: meanScore, by: ['platform'] },
    minimum: { of: { show: 'increase', of: 'prospectScore', by: ['platform'] }, count: 10 },
    bound: { below: 0.3 },
    for: '30m',
    severity: 'warning',
    panel: 'scores',
    runbook: {
      meaning: 'For {for} the mean score of the prospects of a platform has been below {bound}.',
      impact: 'Work goes to prospects who will hardly answer.',
      look: [
        'One platform or all of them: one is a change there, all is a change of the scoring.',
        'The spread of the scores, and of which score_type.',
      ],
      mend: ['Take back the last change of the scoring, or narrow the search on that platform.'],
    },
  },
  engagementDrop: {
    summary: 'Engagement has dropped against yesterday',
    description: 'Engagement on {platform} is {value} of the same hour yesterday.',
    unit: 'percentunit',
    when: {
      show: 'promql',
      // Nothing at all in this hour is the largest drop.
      text: `(${lastHour} or 0 * ${sameHourYesterday}) / ${sameHourYesterday}`,
      by: ['platform'],
    },
    // Few yesterday say nothing.
    minimum: { of: { show: 'promql', text: sameHourYesterday, by: ['platform'] }, count: 20 },
    bound: { below: 0.5 },
    for: '30m',
    severity: 'warning',
    panel: 'engagementRate',
    runbook: {
      meaning: 'For {for} there has been less than {bound} of the engagement of the same hour yesterday.',
      impact: 'Fewer prospects are reached, and fewer will be won.',
      look: [
        'Rate limits and errors of the platform: whether anything is sent at all.',
        'What was sent today, and whether today is a holiday there.',
      ],
      mend: ['Wait for the rate limit, mend the access to the platform, or take back the last campaign.'],
    },
  },
})

/** What becomes of prospects. */
export const prospects = defineDomain(catalog, { panels: prospectPanels, alerts })
