import type { MetricContract } from '../../test/systems/exposed-metrics.ts'

const seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

/** What others read of the monitoring service. */
export const expectedMetrics: readonly MetricContract[] = [
  {
    name: 'system_errors_total',
    type: 'counter',
    labels: ['error_type', 'component'],
    description: 'Total number of system errors',
  },
  {
    name: 'request_duration_seconds',
    type: 'histogram',
    labels: ['endpoint', 'method'],
    buckets: seconds,
    description: 'Request duration',
  },
  {
    name: 'processing_time_seconds',
    type: 'histogram',
    labels: ['operation', 'component'],
    buckets: seconds,
    description: 'Processing time',
  },
  {
    name: 'rate_limit_hits_total',
    type: 'counter',
    labels: ['platform', 'limit_type'],
    description: 'Rate limit hits',
  },
  { name: 'memory_usage_bytes', type: 'gauge', labels: ['component'], description: 'Memory usage' },
  { name: 'cpu_usage_percent', type: 'gauge', labels: ['component'], description: 'CPU usage' },
  {
    name: 'prospect_score',
    type: 'histogram',
    labels: ['platform', 'score_type'],
    buckets: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    description: 'Prospect scoring',
  },
  {
    name: 'engagement_total',
    type: 'counter',
    labels: ['platform', 'metric_type'],
    description: 'Engagement metrics',
  },
]

/** What its panels and alerts need, and no table had. */
export const additions: readonly MetricContract[] = [
  {
    name: 'api_requests_total',
    type: 'counter',
    labels: ['platform'],
    description: 'Requests to the API of a platform',
  },
  {
    name: 'platform_response_seconds',
    type: 'histogram',
    labels: ['platform'],
    buckets: seconds,
    description: 'Response time of a platform',
  },
  {
    name: 'conversions_total',
    type: 'counter',
    labels: ['platform'],
    description: 'Prospects that were won',
  },
  {
    name: 'rate_limit_remaining',
    type: 'gauge',
    labels: ['platform', 'limit_type'],
    description: 'What is left of the limit, as the last answer said',
  },
  {
    name: 'rate_limit_reset_timestamp_seconds',
    type: 'gauge',
    labels: ['platform', 'limit_type'],
    description: 'When the limit is whole again, in seconds since 1970',
  },
  {
    name: 'memory_limit_bytes',
    type: 'gauge',
    labels: ['component'],
    description: 'Memory that the process may hold: the limit of its container, else that of the machine',
  },
]
