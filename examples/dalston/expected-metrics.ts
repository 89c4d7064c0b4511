import type { MetricContract } from '../../test/systems/exposed-metrics.ts'
import type { ServiceName } from './process/services.ts'

const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const shortSeconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]
const waitSeconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600]
const jobSeconds = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600]

/** One metric, and which processes tell it. */
export interface ExpectedMetric extends MetricContract {
  readonly from: readonly ServiceName[]
}

const gateway = ['gateway'] as const
const orchestrator = ['orchestrator'] as const
const engines = ['engine-faster-whisper', 'engine-pyannote'] as const
const router = ['session-router'] as const
const realtime = ['realtime'] as const
const poller = ['queue-poller'] as const

/** What others read of Dalston: dashboards, alerts, and whoever asks Prometheus. */
export const expectedMetrics: readonly ExpectedMetric[] = [
  {
    from: gateway,
    name: 'dalston_gateway_requests_total',
    type: 'counter',
    labels: ['method', 'endpoint', 'status_code'],
    description: 'Total HTTP requests',
  },
  {
    from: gateway,
    name: 'dalston_gateway_request_duration_seconds',
    type: 'histogram',
    labels: ['method', 'endpoint'],
    buckets: requestSeconds,
    description: 'Request latency',
  },
  {
    from: gateway,
    name: 'dalston_gateway_jobs_created_total',
    type: 'counter',
    labels: ['tenant_id'],
    description: 'Jobs submitted',
  },
  {
    from: gateway,
    name: 'dalston_gateway_websocket_connections_active',
    type: 'gauge',
    labels: [],
    description: 'Active WebSocket connections',
  },
  {
    from: gateway,
    name: 'dalston_gateway_upload_bytes_total',
    type: 'counter',
    labels: [],
    description: 'Total bytes uploaded',
  },
  {
    from: orchestrator,
    name: 'dalston_orchestrator_jobs_total',
    type: 'counter',
    labels: ['status'],
    description: 'Jobs by final status (completed, failed)',
  },
  {
    from: orchestrator,
    name: 'dalston_orchestrator_job_duration_seconds',
    type: 'histogram',
    labels: ['stage_count'],
    buckets: jobSeconds,
    description: 'Total job duration from creation to completion',
  },
  {
    from: orchestrator,
    name: 'dalston_orchestrator_tasks_scheduled_total',
    type: 'counter',
    labels: ['engine_id', 'stage'],
    description: 'Tasks pushed to queues',
  },
  {
    from: orchestrator,
    name: 'dalston_orchestrator_tasks_completed_total',
    type: 'counter',
    labels: ['engine_id', 'status'],
    description: 'Task completions (success, failure)',
  },
  {
    from: orchestrator,
    name: 'dalston_orchestrator_events_processed_total',
    type: 'counter',
    labels: ['event_type'],
    description: 'Redis events processed',
  },
  {
    from: orchestrator,
    name: 'dalston_orchestrator_dag_build_duration_seconds',
    type: 'histogram',
    labels: [],
    buckets: shortSeconds,
    description: 'DAG construction time',
  },
  {
    from: engines,
    name: 'dalston_engine_tasks_processed_total',
    type: 'counter',
    labels: ['engine_id', 'status'],
    description: 'Tasks processed (success, failure)',
  },
  {
    from: engines,
    name: 'dalston_engine_task_duration_seconds',
    type: 'histogram',
    labels: ['engine_id'],
    buckets: jobSeconds,
    description: 'Task processing time (excludes queue wait)',
  },
  {
    from: engines,
    name: 'dalston_engine_queue_wait_seconds',
    type: 'histogram',
    labels: ['engine_id'],
    buckets: waitSeconds,
    description: 'Time between task enqueue and dequeue',
  },
  {
    from: engines,
    name: 'dalston_engine_s3_download_seconds',
    type: 'histogram',
    labels: ['engine_id'],
    buckets: waitSeconds,
    description: 'Input download time',
  },
  {
    from: engines,
    name: 'dalston_engine_s3_upload_seconds',
    type: 'histogram',
    labels: ['engine_id'],
    buckets: waitSeconds,
    description: 'Output upload time',
  },
  {
    from: router,
    name: 'dalston_session_router_workers_registered',
    type: 'gauge',
    labels: [],
    description: 'Workers in the pool',
  },
  {
    from: router,
    name: 'dalston_session_router_workers_healthy',
    type: 'gauge',
    labels: [],
    description: 'Workers passing health checks',
  },
  {
    from: router,
    name: 'dalston_session_router_sessions_active',
    type: 'gauge',
    labels: ['worker_id'],
    description: 'Active sessions per worker',
  },
  {
    from: router,
    name: 'dalston_session_router_sessions_total',
    type: 'counter',
    labels: ['status'],
    description: 'Sessions by outcome (completed, error, timeout)',
  },
  {
    from: router,
    name: 'dalston_session_router_allocation_duration_seconds',
    type: 'histogram',
    labels: [],
    buckets: shortSeconds,
    description: 'Session allocation latency',
  },
  {
    from: realtime,
    name: 'dalston_realtime_session_duration_seconds',
    type: 'histogram',
    labels: [],
    buckets: jobSeconds,
    description: 'Total session duration',
  },
  {
    from: realtime,
    name: 'dalston_realtime_audio_processed_seconds_total',
    type: 'counter',
    labels: ['worker_id'],
    description: 'Cumulative audio processed',
  },
  {
    from: realtime,
    name: 'dalston_realtime_transcripts_total',
    type: 'counter',
    labels: ['type'],
    description: 'Transcripts emitted (partial, final)',
  },
  {
    from: poller,
    name: 'dalston_queue_depth',
    type: 'gauge',
    labels: ['engine_id'],
    description: 'Tasks waiting in each engine queue',
  },
  {
    from: poller,
    name: 'dalston_queue_oldest_task_age_seconds',
    type: 'gauge',
    labels: ['engine_id'],
    description: 'Age of oldest task in queue',
  },
  {
    from: poller,
    name: 'dalston_redis_connected',
    type: 'gauge',
    labels: [],
    description: 'Redis connectivity (1 = connected, 0 = disconnected)',
  },
]

/** What panels ask for and the others do not have. */
export const additions: readonly ExpectedMetric[] = [
  {
    from: orchestrator,
    name: 'dalston_orchestrator_jobs_in_progress',
    type: 'gauge',
    labels: [],
    description: 'Jobs that are begun and not settled',
  },
  {
    from: [...gateway, ...orchestrator, ...engines, ...router, ...realtime, ...poller],
    name: 'dalston_errors_total',
    type: 'counter',
    labels: ['component', 'error_type'],
    description: 'Errors by component',
  },
]
