import { definePanels } from '../../catalog/index.ts'
import { httpCatalog } from './catalog.ts'

const serverErrors = { status: { matches: '5..' } } as const

/** What dashboards show of HTTP. */
export const httpPanels = definePanels(httpCatalog, {
  requestRate: {
    title: 'HTTP request rate',
    description: 'Requests answered per second. A fall to zero under load means that nothing gets through.',
    unit: 'reqps',
    query: { show: 'rate', of: 'requests' },
  },
  latencyP95: {
    title: 'P95 latency',
    description: 'Nineteen of twenty requests are answered within this time.',
    unit: 's',
    drawn: 'stat',
    limits: { warning: 0.25, bad: 0.5 },
    query: { show: 'quantile', of: 'requestDuration', quantiles: [0.95] },
  },
  errorRate: {
    title: 'Error rate',
    description:
      'Share of requests that were answered with a 5xx status. When it is too much, the alert HighErrorRate fires.',
    unit: 'percentunit',
    limits: { warning: 0.01, bad: 0.05 },
    query: { show: 'ratio', of: 'requests', where: serverErrors, to: { of: 'requests' } },
  },
  requestsByEndpoint: {
    title: 'HTTP request rate by endpoint',
    description: 'Requests per second of each matched route.',
    unit: 'reqps',
    query: { show: 'rate', of: 'requests', by: ['path'] },
  },
  latency: {
    title: 'HTTP request latency (P50, P95, P99)',
    description: 'How long requests take. P99 far above P50 means that a few requests wait for something.',
    unit: 's',
    query: { show: 'quantile', of: 'requestDuration', quantiles: [0.5, 0.95, 0.99] },
  },
  latencyByEndpoint: {
    title: 'P95 latency by endpoint',
    description: 'Nineteen of twenty requests of a route are answered within this time.',
    unit: 's',
    query: { show: 'quantile', of: 'requestDuration', quantiles: [0.95], by: ['path'] },
  },
  activeConnections: {
    title: 'Active connections',
    description:
      'Open connections of all processes. Growth without more requests means that clients do not let go.',
    unit: 'short',
    query: { show: 'value', of: 'activeConnections', join: 'sum' },
  },
  topEndpoints: {
    title: 'Top endpoints',
    description: 'The ten busiest routes by requests per second.',
    unit: 'reqps',
    query: { show: 'top', of: 'requests', count: 10, by: ['method', 'path'] },
  },
  statusCodes: {
    title: 'Status code distribution',
    description: 'Requests per second by status code.',
    unit: 'reqps',
    drawn: 'stack',
    query: { show: 'rate', of: 'requests', by: ['status'] },
  },
  responseTimes: {
    title: 'Response times heatmap',
    description:
      'How many requests took how long. Two bands mean two kinds of work, or a cache and what is behind it.',
    unit: 's',
    query: { show: 'heatmap', of: 'requestDuration' },
  },
  bodySizes: {
    title: 'P95 body sizes',
    description: 'Size of the response bodies, by endpoint: nineteen of twenty are smaller.',
    unit: 'bytes',
    query: { show: 'quantile', of: 'responseSize', quantiles: [0.95], by: ['path'] },
  },
  websockets: {
    title: 'Active websockets',
    description: 'Open websockets of all processes.',
    unit: 'short',
    query: { show: 'value', of: 'websocketConnections', join: 'sum' },
  },
  uploads: {
    title: 'Uploads',
    description: 'Bytes per second that clients send, those of broken and refused uploads included.',
    unit: 'Bps',
    query: { show: 'rate', of: 'uploadBytes' },
  },
})
