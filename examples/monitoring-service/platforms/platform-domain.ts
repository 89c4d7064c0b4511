import { type Catalog, defineDomain, definePanels } from 'spanmeter'

const catalog = {
  name: 'platform',
  subsystem: '',
  exceptions: [{ rule: 'no-subsystem', reason: 'Others read these names as they are.' }],
  labels: { platform: { bound: 20, description: 'Platform that is asked' } },
  metrics: {
    apiRequests: { type: 'counter', labels: ['platform'], description: 'Requests to the API of a platform' },
    platformResponse: {
      type: 'histogram',
      unit: 's',
      labels: ['platform'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
      description: 'Response time of a platform',
    },
  },
  operations: {
    ask: {
      span: {
        kind: 'client',
        name: ({ platform }) => `ask ${platform}`,
        attributes: { url: 'url.full', status: 'http.response.status_code' },
      },
      labels: ['platform'],
      propagate: 'inject',
      metrics: [
        { metric: 'apiRequests', measure: 'count' },
        { metric: 'platformResponse', measure: 'duration' },
      ],
    },
  },
} as const satisfies Catalog

export const platformPanels = definePanels(catalog, {
  usage: {
    title: 'API usage',
    description: 'Requests per second to the API of each platform, refused ones too.',
    unit: 'reqps',
    query: { show: 'rate', of: 'apiRequests', by: ['platform'] },
  },
  responseTimes: {
    title: 'Response times (P95)',
    description: 'Nineteen of twenty answers of a platform came within this time.',
    unit: 's',
    query: { show: 'quantile', of: 'platformResponse', quantiles: [0.95], by: ['platform'] },
  },
})

/** What platforms are asked, and how fast they answer. */
export const platforms = defineDomain(catalog, { panels: platformPanels })
