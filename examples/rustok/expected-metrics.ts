/** One metric as it has to leave the process. */
export interface ExpectedMetric {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly unit: string
  readonly labels: readonly string[]
  readonly description: string
  readonly buckets?: readonly number[]
  /** Values of closed labels. */
  readonly values?: Readonly<Record<string, readonly string[]>>
}

/**
 * The metrics of a system with the namespace `rustok`: dashboards and alerts that exist depend on every name, label
 * and bucket. Written down here by hand, so that a catalog cannot change them unnoticed.
 */
export const rustokMetrics: readonly ExpectedMetric[] = [
  {
    name: 'rustok_event_bus_published_total',
    type: 'counter',
    unit: '',
    labels: ['event_type', 'tenant_id'],
    description: 'Total events published',
  },
  {
    name: 'rustok_event_bus_dispatched_total',
    type: 'counter',
    unit: '',
    labels: ['event_type', 'handler'],
    description: 'Total events dispatched to handlers',
  },
  {
    name: 'rustok_event_bus_queue_depth',
    type: 'gauge',
    unit: '',
    labels: ['transport'],
    description: 'Current event queue depth',
  },
  {
    name: 'rustok_event_bus_processing_duration_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['event_type', 'handler'],
    description: 'Event processing duration',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
  {
    name: 'rustok_event_bus_errors_total',
    type: 'counter',
    unit: '',
    labels: ['event_type', 'error_type'],
    description: 'Event processing errors',
  },
  {
    name: 'rustok_event_bus_lag_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['event_type'],
    description: 'Time between publish and processing',
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600],
  },
  {
    name: 'rustok_circuit_breaker_state',
    type: 'gauge',
    unit: '',
    labels: ['service'],
    description: 'State (0=closed, 1=open, 2=half-open)',
  },
  {
    name: 'rustok_circuit_breaker_transitions_total',
    type: 'counter',
    unit: '',
    labels: ['service', 'from_state', 'to_state'],
    description: 'State transitions',
    values: { from_state: ['closed', 'open', 'half_open'], to_state: ['closed', 'open', 'half_open'] },
  },
  {
    name: 'rustok_circuit_breaker_calls_total',
    type: 'counter',
    unit: '',
    labels: ['service', 'result'],
    description: 'Calls (success/failure/rejected)',
    values: { result: ['success', 'failure', 'rejected'] },
  },
  {
    name: 'rustok_circuit_breaker_failures',
    type: 'gauge',
    unit: '',
    labels: ['service'],
    description: 'Current failure count',
  },
  {
    name: 'rustok_cache_operations_total',
    type: 'counter',
    unit: '',
    labels: ['cache', 'operation', 'result'],
    description: 'Cache operations (hit/miss)',
    values: { result: ['hit', 'miss', 'success', 'error'] },
  },
  {
    name: 'rustok_cache_hit_rate',
    type: 'gauge',
    unit: '',
    labels: ['cache'],
    description: 'Cache hit rate (0.0-1.0)',
  },
  {
    name: 'rustok_cache_size',
    type: 'gauge',
    unit: '',
    labels: ['cache'],
    description: 'Current cache entries',
  },
  {
    name: 'rustok_cache_evictions_total',
    type: 'counter',
    unit: '',
    labels: ['cache', 'reason'],
    description: 'Cache evictions',
  },
  {
    name: 'rustok_cache_operation_duration_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['cache', 'operation'],
    description: 'Operation duration',
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1],
  },
  {
    name: 'rustok_spans_created_total',
    type: 'counter',
    unit: '',
    labels: ['operation', 'tenant_id'],
    description: 'Total spans created',
  },
  {
    name: 'rustok_span_duration_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['operation'],
    description: 'Span duration',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
  {
    name: 'rustok_spans_with_errors_total',
    type: 'counter',
    unit: '',
    labels: ['operation', 'error_type'],
    description: 'Spans with errors',
  },
  {
    name: 'rustok_module_errors_total',
    type: 'counter',
    unit: '',
    labels: ['module', 'error_type', 'severity'],
    description: 'Errors by module',
    values: { severity: ['warning', 'error', 'critical'] },
  },
  {
    name: 'rustok_module_error_rate',
    type: 'gauge',
    unit: '',
    labels: ['module'],
    description: 'Error rate (errors/sec)',
  },
  {
    name: 'rustok_database_query_duration_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['query_type', 'table'],
    description: 'Query duration',
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
  },
  {
    name: 'rustok_database_connections',
    type: 'gauge',
    unit: '',
    labels: ['state'],
    description: 'Active/idle connections',
    values: { state: ['active', 'idle'] },
  },
  {
    name: 'rustok_database_query_errors_total',
    type: 'counter',
    unit: '',
    labels: ['query_type', 'error_type'],
    description: 'Query errors',
  },
  {
    name: 'rustok_http_requests_by_endpoint_total',
    type: 'counter',
    unit: '',
    labels: ['method', 'endpoint', 'status'],
    description: 'Requests by endpoint',
  },
  {
    name: 'rustok_http_request_size_bytes',
    type: 'histogram',
    unit: 'By',
    labels: ['method', 'endpoint'],
    description: 'Request size',
    buckets: [256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216],
  },
  {
    name: 'rustok_http_response_size_bytes',
    type: 'histogram',
    unit: 'By',
    labels: ['method', 'endpoint'],
    description: 'Response size',
    buckets: [256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216],
  },
  {
    name: 'rustok_http_active_connections',
    type: 'gauge',
    unit: '',
    labels: [],
    description: 'Active connections',
  },
  {
    name: 'rustok_http_requests_total',
    type: 'counter',
    unit: '',
    labels: ['method', 'path', 'status'],
    description: 'Total HTTP requests',
  },
  {
    name: 'rustok_http_request_duration_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['method', 'path'],
    description: 'HTTP request latency',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
]
