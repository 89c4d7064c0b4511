import { type Catalog, defineDomain, definePanels } from 'spanmeter'

const catalog = {
  name: 'processing',
  subsystem: '',
  exceptions: [{ rule: 'no-subsystem', reason: 'Others read these names as they are.' }],
  labels: {
    operation: { bound: 20, description: 'Step of the work' },
    component: { bound: 20, description: 'Part of the system that does it' },
  },
  metrics: {
    processingTime: {
      type: 'histogram',
      unit: 's',
      labels: ['operation', 'component'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
      description: 'Processing time',
    },
  },
  operations: {
    step: {
      span: { name: ({ operation }) => String(operation), attributes: { prospect: 'prospect.id' } },
      labels: ['operation', 'component'],
      metrics: [{ metric: 'processingTime', measure: 'duration' }],
    },
  },
} as const satisfies Catalog

export const processingPanels = definePanels(catalog, {
  processingTime: {
    title: 'P95 processing time by operation',
    description: 'Nineteen of twenty steps of an operation are done within this time.',
    unit: 's',
    query: { show: 'quantile', of: 'processingTime', quantiles: [0.95], by: ['operation'] },
  },
})

/** Steps of work, each a span. */
export const processing = defineDomain(catalog, { panels: processingPanels })
