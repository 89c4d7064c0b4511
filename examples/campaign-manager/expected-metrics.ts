import type { MetricContract } from '../../test/systems/exposed-metrics.ts'

const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

/** What others read of the campaign manager: dashboards, alerts, and whoever asks Prometheus. */
export const expectedMetrics: readonly MetricContract[] = [
  {
    name: 'campaign_manager_campaign_create_total',
    type: 'counter',
    labels: [],
    description: 'Total campaigns created',
  },
  {
    name: 'campaign_manager_campaign_status_run_total',
    type: 'counter',
    labels: [],
    description: 'Total campaigns set to run status',
  },
  {
    name: 'campaign_manager_campaign_status_stop_total',
    type: 'counter',
    labels: [],
    description: 'Total campaigns stopped',
  },
  {
    name: 'campaign_manager_campaign_execute_total',
    type: 'counter',
    labels: [],
    description: 'Total campaign execution loops',
  },
  {
    name: 'campaign_manager_campaigncall_create_total',
    type: 'counter',
    labels: ['reference_type'],
    description: 'Total campaigncalls created by type (call/flow)',
  },
  {
    name: 'campaign_manager_campaigncall_done_total',
    type: 'counter',
    labels: ['result'],
    description: 'Total campaigncalls completed by result (success/fail)',
  },
  {
    name: 'campaign_manager_request_process_time',
    type: 'histogram',
    labels: ['method'],
    buckets: requestSeconds,
    description: 'RPC request processing duration',
  },
  {
    name: 'campaign_manager_event_publish_total',
    type: 'counter',
    labels: ['type'],
    description: 'Published events by type',
  },
]

/** What `--in-seconds` adds. */
export const inSeconds: MetricContract = {
  name: 'campaign_manager_request_process_time_seconds',
  type: 'histogram',
  labels: ['method'],
  buckets: requestSeconds,
  description: 'RPC request processing duration',
}
