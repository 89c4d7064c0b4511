import { type Catalog, defineDomain, definePanels } from 'spanmeter'

const catalog = {
  name: 'campaign',
  labels: {},
  metrics: {
    create: { type: 'counter', description: 'Total campaigns created' },
    statusRun: { type: 'counter', description: 'Total campaigns set to run status' },
    statusStop: { type: 'counter', description: 'Total campaigns stopped' },
    execute: { type: 'counter', description: 'Total campaign execution loops' },
  },
  operations: {
    creation: {
      span: { name: 'create campaign', attributes: { campaign: 'campaign.id' } },
      metrics: [{ metric: 'create', measure: 'count', on: 'success' }],
    },
    execution: {
      span: { name: 'execute campaign', attributes: { campaign: 'campaign.id' } },
      metrics: [{ metric: 'execute', measure: 'count' }],
    },
  },
} as const satisfies Catalog

export const campaignPanels = definePanels(catalog, {
  created: {
    title: 'Campaigns created',
    description: 'Campaigns created within the time on screen.',
    unit: 'short',
    drawn: 'stat',
    query: { show: 'increase', of: 'create' },
  },
  started: {
    title: 'Campaigns started',
    description: 'Campaigns set to run within the time on screen.',
    unit: 'short',
    drawn: 'stat',
    query: { show: 'increase', of: 'statusRun' },
  },
  stopped: {
    title: 'Campaigns stopped',
    description: 'Campaigns stopped within the time on screen.',
    unit: 'short',
    drawn: 'stat',
    query: { show: 'increase', of: 'statusStop' },
  },
  loops: {
    title: 'Execute loops',
    description:
      'Rounds of work on campaigns within the time on screen. None while campaigns run: the loop hangs.',
    unit: 'short',
    drawn: 'stat',
    query: { show: 'increase', of: 'execute' },
  },
  createRate: {
    title: 'Campaign create rate',
    description: 'Campaigns created per minute.',
    unit: 'opm',
    query: { show: 'rate', of: 'create', per: 'minute' },
  },
  runAndStop: {
    title: 'Run vs stop rate',
    description: 'Campaigns set to run and stopped, per minute. More stops than runs: operators step in.',
    unit: 'opm',
    query: {
      show: 'compare',
      queries: {
        run: { show: 'rate', of: 'statusRun', per: 'minute' },
        stop: { show: 'rate', of: 'statusStop', per: 'minute' },
      },
    },
  },
  executeRate: {
    title: 'Execute loop rate',
    description: 'Rounds of work on campaigns per second.',
    unit: 'ops',
    query: { show: 'rate', of: 'execute' },
  },
})

/** The life of campaigns. */
export const campaign = defineDomain(catalog, { panels: campaignPanels })
