import { type Catalog, defineDomain, definePanels } from 'spanmeter'

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const

const catalog = {
  name: 'request',
  labels: { method: { bound: 30, description: 'Procedure that was called', semconv: 'rpc.method' } },
  metrics: {
    processTime: {
      type: 'histogram',
      // Others already read it under this name, which does not say that it is in seconds.
      name: { whole: 'campaign_manager_request_process_time' },
      labels: ['method'],
      buckets: SECONDS,
      description: 'RPC request processing duration',
      semconv: 'rpc.server.call.duration',
    },
    processTimeSeconds: {
      type: 'histogram',
      name: 'process_time',
      unit: 's',
      labels: ['method'],
      buckets: SECONDS,
      description: 'RPC request processing duration',
      semconv: 'rpc.server.call.duration',
      emit: false,
    },
  },
  operations: {
    serve: {
      span: { kind: 'server', name: ({ method }) => String(method) },
      labels: ['method'],
      propagate: 'extract',
      metrics: [
        { metric: 'processTime', measure: 'duration' },
        { metric: 'processTimeSeconds', measure: 'duration' },
      ],
    },
  },
} as const satisfies Catalog

export const rpcPanels = definePanels(catalog, {
  processTime: {
    title: 'RPC processing time (P50, P95, P99)',
    description: 'How long requests take. P99 far above P50: a few of them wait for something.',
    unit: 's',
    query: { show: 'quantile', of: 'processTime', quantiles: [0.5, 0.95, 0.99] },
  },
  requestRate: {
    title: 'RPC request rate',
    description: 'Requests per second, by procedure.',
    unit: 'reqps',
    query: { show: 'rate', of: 'processTime', by: ['method'] },
  },
})

/** Requests that this service answers. */
export const rpc = defineDomain(catalog, { panels: rpcPanels })
