/** The whole names, under the shop's namespace, of the metrics that the live view reads. */
export function metricNames(namespace: string) {
  const name = (rest: string): string => (namespace === '' ? rest : `${namespace}_${rest}`)
  return {
    spanDuration: name('span_duration_seconds'),
    spansWithErrors: name('spans_with_errors_total'),
    requests: name('http_requests_total'),
    requestDuration: name('http_request_duration_seconds'),
    breakerState: name('circuit_breaker_state'),
    breakerFailures: name('circuit_breaker_failures'),
    breakerTransitions: name('circuit_breaker_transitions_total'),
    queueDepth: name('event_bus_queue_depth'),
    connections: name('database_connections'),
    hitRate: name('cache_hit_rate'),
    cacheSize: name('cache_size'),
  } as const
}

export type MetricNames = ReturnType<typeof metricNames>
