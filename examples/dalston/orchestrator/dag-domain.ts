import { type Catalog, defineDomain, definePanels } from 'spanmeter'

const catalog = {
  name: 'dag',
  subsystem: 'orchestrator',
  labels: {},
  metrics: {
    dagBuildDuration: {
      type: 'histogram',
      unit: 's',
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
      description: 'DAG construction time',
    },
  },
  operations: {
    build: {
      span: { name: 'build dag', attributes: { job_id: 'job.id', stages: 'dalston.stages' } },
      metrics: [{ metric: 'dagBuildDuration', measure: 'duration' }],
    },
  },
} as const satisfies Catalog

const panels = definePanels(catalog, {
  buildTime: {
    title: 'P95 DAG build',
    description: 'Nineteen of twenty jobs have their stages laid out within this time.',
    unit: 's',
    query: { show: 'quantile', of: 'dagBuildDuration', quantiles: [0.95] },
  },
})

/** How long it takes to lay out the stages of a job. */
export const dag = defineDomain(catalog, { panels })
