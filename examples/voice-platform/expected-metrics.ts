import type { MetricContract } from '../../test/systems/exposed-metrics.ts'

/** What others read of the voice platform: dashboards, alerts, and whoever asks Prometheus. */
export const expectedMetrics: readonly MetricContract[] = [
  {
    name: 'campaign_calls_initiated_total',
    type: 'counter',
    labels: ['campaign_id', 'user_id'],
    description: 'Total calls initiated',
  },
  {
    name: 'campaign_calls_completed_total',
    type: 'counter',
    labels: ['campaign_id', 'user_id', 'outcome'],
    description: 'Total calls completed',
  },
  {
    name: 'campaign_calls_failed_total',
    type: 'counter',
    labels: ['campaign_id', 'user_id', 'error_type'],
    description: 'Total call failures',
  },
  {
    name: 'campaign_cost_total',
    type: 'counter',
    labels: ['campaign_id', 'user_id'],
    description: 'Total campaign cost ($)',
  },
  {
    name: 'campaign_active_campaigns',
    type: 'gauge',
    labels: ['user_id'],
    description: 'Number of active campaigns',
  },
  {
    name: 'campaign_pending_leads',
    type: 'gauge',
    labels: ['campaign_id'],
    description: 'Pending leads in campaign',
  },
  {
    name: 'campaign_concurrent_calls',
    type: 'gauge',
    labels: [],
    description: 'Current concurrent calls',
  },
  {
    name: 'campaign_success_rate',
    type: 'gauge',
    labels: ['campaign_id'],
    description: 'Campaign success rate (0-1)',
  },
  {
    name: 'campaign_call_duration_seconds',
    type: 'histogram',
    labels: ['campaign_id', 'outcome'],
    description: 'Call duration distribution',
    buckets: [10, 30, 60, 120, 180, 300, 600, 900, 1200, 1800],
  },
  {
    name: 'campaign_processing_latency_seconds',
    type: 'histogram',
    labels: ['campaign_id'],
    description: 'Call processing time',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  {
    name: 'campaign_poll_cycle_duration_seconds',
    type: 'histogram',
    labels: [],
    description: 'Engine poll cycle duration',
    buckets: [0.5, 1, 2.5, 5, 10, 15, 30],
  },
  {
    name: 'webhook_queued_total',
    type: 'counter',
    labels: ['event_type', 'partner_id'],
    description: 'Total webhooks queued',
  },
  {
    name: 'webhook_delivered_total',
    type: 'counter',
    labels: ['event_type', 'partner_id'],
    description: 'Total successful deliveries',
  },
  {
    name: 'webhook_failed_total',
    type: 'counter',
    labels: ['event_type', 'partner_id', 'status_code'],
    description: 'Total delivery failures',
  },
  {
    name: 'webhook_dead_letter_total',
    type: 'counter',
    labels: ['event_type', 'partner_id'],
    description: 'Webhooks in dead letter queue',
  },
  {
    name: 'webhook_retry_attempts_total',
    type: 'counter',
    labels: ['partner_id', 'attempt_number'],
    description: 'Total retry attempts',
  },
  {
    name: 'webhook_worker_processed_total',
    type: 'counter',
    labels: ['worker_id'],
    description: 'Webhooks processed by worker',
  },
  {
    name: 'webhook_queue_size',
    type: 'gauge',
    labels: [],
    description: 'Current queue size',
  },
  {
    name: 'webhook_queue_oldest_age_seconds',
    type: 'gauge',
    labels: [],
    description: 'Age of oldest webhook',
  },
  {
    name: 'webhook_active_workers',
    type: 'gauge',
    labels: [],
    description: 'Active worker instances',
  },
  {
    name: 'webhook_worker_uptime_seconds',
    type: 'gauge',
    labels: ['worker_id'],
    description: 'Worker uptime',
  },
  {
    name: 'webhook_delivery_latency_seconds',
    type: 'histogram',
    labels: ['partner_id'],
    description: 'HTTP delivery latency',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  {
    name: 'webhook_queue_processing_duration_seconds',
    type: 'histogram',
    labels: ['partner_id'],
    description: 'Queue to delivery time',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
]

/** What the system health row needs, and nobody had before. */
export const additions: readonly MetricContract[] = [
  {
    name: 'platform_errors_total',
    type: 'counter',
    labels: ['component', 'error_type', 'severity'],
    description: 'Errors by component',
  },
  {
    name: 'platform_memory_usage_bytes',
    type: 'gauge',
    labels: ['component'],
    description: 'Memory that the process holds',
  },
  {
    name: 'platform_memory_limit_bytes',
    type: 'gauge',
    labels: ['component'],
    description: 'Memory that the process may hold: the limit of its container, else that of the machine',
  },
  {
    name: 'platform_cpu_usage',
    type: 'gauge',
    labels: ['component'],
    description: 'Share of the available processors that the process uses',
  },
]
