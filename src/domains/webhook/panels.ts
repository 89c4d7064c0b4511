import { definePanels } from '../../catalog/index.ts'
import { webhookCatalog } from './catalog.ts'

/** What dashboards show of webhooks. */
export const webhookPanels = definePanels(webhookCatalog, {
  flow: {
    title: 'Webhooks queued and settled',
    description: 'Webhooks per second: queued, delivered, given up. What is queued and not settled waits.',
    unit: 'ops',
    query: {
      show: 'compare',
      queries: {
        queued: { show: 'rate', of: 'queued' },
        delivered: { show: 'rate', of: 'delivered' },
        'dead letters': { show: 'rate', of: 'deadLetter' },
      },
    },
  },
  latency: {
    title: 'Webhook delivery latency (P95)',
    description: 'Nineteen of twenty attempts are answered within this time, by subscriber.',
    unit: 's',
    query: { show: 'quantile', of: 'deliveryLatency', quantiles: [0.95], by: ['subscriber'] },
  },
  settled: {
    title: 'Webhook queue to delivery (P95)',
    description: 'From the queue to the settled delivery, waits between attempts included.',
    unit: 's',
    query: { show: 'quantile', of: 'queueProcessingDuration', quantiles: [0.95], by: ['subscriber'] },
  },
  failures: {
    title: 'Failed attempts by status',
    description: 'Attempts per second that failed. Status 0: the subscriber did not answer.',
    unit: 'ops',
    drawn: 'stack',
    query: { show: 'rate', of: 'failed', by: ['status_code'] },
  },
  failureRate: {
    title: 'Webhook failure rate',
    description: 'Share of the attempts that failed, by subscriber.',
    unit: 'percentunit',
    limits: { warning: 0.05, bad: 0.2 },
    query: {
      show: 'promql',
      // A subscriber that has only failed, or never, has 0 of the other.
      text: '(sum by (subscriber) (rate(failed[$window])) or sum by (subscriber) (rate(delivered[$window])) * 0) / ((sum by (subscriber) (rate(failed[$window])) or sum by (subscriber) (rate(delivered[$window])) * 0) + (sum by (subscriber) (rate(delivered[$window])) or sum by (subscriber) (rate(failed[$window])) * 0))',
      by: ['subscriber'],
    },
  },
  retries: {
    title: 'Retries by attempt',
    description: 'Retries per second, by the number of the attempt.',
    unit: 'ops',
    query: { show: 'rate', of: 'retryAttempts', by: ['attempt_number'] },
  },
  workers: {
    title: 'Active workers',
    description: 'Workers that deliver webhooks.',
    unit: 'short',
    limits: { warning: 2, bad: 1 },
    query: { show: 'value', of: 'activeWorkers', join: 'sum' },
  },
  processed: {
    title: 'Webhooks processed by worker',
    description: 'Attempts per second of each worker.',
    unit: 'ops',
    query: { show: 'rate', of: 'workerProcessed', by: ['worker_id'] },
  },
  uptime: {
    title: 'Worker uptime',
    description: 'How long each worker has run. Short ones that come again and again: it crashes.',
    unit: 's',
    query: { show: 'value', of: 'workerUptime', join: 'max', by: ['worker_id'] },
  },
})
