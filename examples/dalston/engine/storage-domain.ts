import { type Catalog, defineDomain, definePanels } from 'spanmeter'

const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600] as const

const catalog = {
  name: 'storage',
  subsystem: 'engine',
  labels: { engine_id: { bound: 50, description: 'Engine that fetches and stores files' } },
  metrics: {
    download: {
      type: 'histogram',
      name: 's3_download',
      unit: 's',
      labels: ['engine_id'],
      buckets: SECONDS,
      description: 'Input download time',
      semconv: 'rpc.client.call.duration',
    },
    upload: {
      type: 'histogram',
      name: 's3_upload',
      unit: 's',
      labels: ['engine_id'],
      buckets: SECONDS,
      description: 'Output upload time',
      semconv: 'rpc.client.call.duration',
    },
  },
  operations: {
    fetch: {
      span: { kind: 'client', name: 'download input', attributes: { key: 'aws.s3.key' } },
      labels: ['engine_id'],
      metrics: [{ metric: 'download', measure: 'duration' }],
    },
    store: {
      span: { kind: 'client', name: 'upload output', attributes: { key: 'aws.s3.key' } },
      labels: ['engine_id'],
      metrics: [{ metric: 'upload', measure: 'duration' }],
    },
  },
} as const satisfies Catalog

const panels = definePanels(catalog, {
  download: {
    title: 'P95 input download',
    description: 'Nineteen of twenty inputs are there within this time, by engine.',
    unit: 's',
    query: { show: 'quantile', of: 'download', quantiles: [0.95], by: ['engine_id'] },
  },
  upload: {
    title: 'P95 output upload',
    description: 'Nineteen of twenty outputs are stored within this time, by engine.',
    unit: 's',
    query: { show: 'quantile', of: 'upload', quantiles: [0.95], by: ['engine_id'] },
  },
})

/** What engines wait for the store of files. */
export const storage = defineDomain(catalog, { panels })
