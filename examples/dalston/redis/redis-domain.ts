import { type Catalog, defineAlerts, defineDomain, definePanels } from 'spanmeter'

const catalog = {
  name: 'redis',
  labels: {},
  metrics: {
    connected: { type: 'gauge', description: 'Redis connectivity (1 = connected, 0 = disconnected)' },
  },
} as const satisfies Catalog

export const redisPanels = definePanels(catalog, {
  connectivity: {
    title: 'Redis connectivity',
    description: 'Whether Redis answers. While it does not, no job moves.',
    unit: 'none',
    drawn: 'lines',
    words: { 0: 'disconnected', 1: 'connected' },
    query: { show: 'value', of: 'connected', join: 'min' },
  },
})

const alerts = defineAlerts(catalog, redisPanels, {
  redisDown: {
    summary: 'Redis is down',
    description: 'Redis does not answer the queue poller.',
    unit: 'none',
    when: { show: 'value', of: 'connected', join: 'min' },
    bound: { below: 1 },
    for: '1m',
    severity: 'critical',
    panel: 'connectivity',
    runbook: {
      meaning: 'For a minute Redis did not answer within half a second.',
      impact: 'Jobs are refused with 503, and those that were taken in stand still. Queue panels are empty.',
      look: [
        'Whether the Redis server runs, and its log.',
        'Whether its memory is full, or a command holds it.',
      ],
      mend: ['Start Redis again: whoever uses it connects by itself, and goes on where it was.'],
    },
  },
})

/** Whether Redis is there. */
export const redis = defineDomain(catalog, { panels: redisPanels, alerts })
