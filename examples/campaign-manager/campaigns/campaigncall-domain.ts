import { type Catalog, defineDomain, definePanels } from 'spanmeter'

const catalog = {
  name: 'campaigncall',
  labels: {
    reference_type: { values: ['call', 'flow'], description: 'What the campaigncall starts' },
    result: { values: ['success', 'fail'], description: 'How it was completed' },
  },
  metrics: {
    create: {
      type: 'counter',
      labels: ['reference_type'],
      description: 'Total campaigncalls created by type (call/flow)',
    },
    done: {
      type: 'counter',
      labels: ['result'],
      description: 'Total campaigncalls completed by result (success/fail)',
    },
  },
  operations: {
    creation: {
      span: { name: 'create campaigncall', attributes: { campaign: 'campaign.id' } },
      labels: ['reference_type'],
      metrics: [{ metric: 'create', measure: 'count', on: 'success' }],
    },
  },
} as const satisfies Catalog

export const campaigncallPanels = definePanels(catalog, {
  createRate: {
    title: 'Campaigncall create rate by reference type',
    description: 'Campaigncalls created per second, by what they start.',
    unit: 'ops',
    query: { show: 'rate', of: 'create', by: ['reference_type'] },
  },
  doneRate: {
    title: 'Campaigncall done rate by result',
    description: 'Campaigncalls completed per second, by result.',
    unit: 'ops',
    drawn: 'stack',
    query: { show: 'rate', of: 'done', by: ['result'] },
  },
  successRate: {
    title: 'Campaigncall success rate',
    description: 'Share of the completed campaigncalls that succeeded.',
    unit: 'percentunit',
    limits: { warning: 0.9, bad: 0.7 },
    query: { show: 'ratio', of: 'done', where: { result: 'success' }, to: { of: 'done' } },
  },
})

/** The life of the calls and flows that a campaign starts. */
export const campaigncall = defineDomain(catalog, { panels: campaigncallPanels })
