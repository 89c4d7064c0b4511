import type { AlertCase, Courses } from './alert-case.ts'

const request = { method: 'GET', path: '/products/:id' }
const fast = { '0.1': [1, 1], '0.5': [1, 1], '1': [1, 1] } as const
const slowWith = (share: number) => ({ '0.1': [1, 0], '0.5': [1, 1 - share], '1': [1, 1] }) as const

/**
 * What makes the alerts of the domains fire that a web application has: http, eventBus, cache, database,
 * circuitBreaker, spans and errors, each under its own name in the system.
 */
export function applicationCases(courses: Courses): AlertCase[] {
  return [...httpCases(courses), ...eventCases(courses), ...storeCases(courses), ...otherCases(courses)]
}

function httpCases(courses: Courses): AlertCase[] {
  const failing = (perMinute: number) => [
    ...courses.counter('http.requests', { ...request, status: '200' }, [60, 60 - perMinute]),
    ...courses.counter('http.requests', { ...request, status: '500' }, [0, perMinute]),
  ]
  return [
    {
      alert: 'HighErrorRate',
      guarded: true,
      courses: [...failing(30), ...courses.histogram('http.requestDuration', request, fast)],
      also: ['ErrorsBudgetBurningFast', 'ErrorsBudgetBurningSlowly'],
      says: {
        labels: { job: courses.job },
        description: `${courses.job}: 50% of the requests are answered with a 5xx status.`,
        value: '50%',
      },
    },
    {
      alert: 'SlowRequestLatency',
      guarded: true,
      courses: [...failing(0), ...courses.histogram('http.requestDuration', request, slowWith(1))],
      also: ['LatencyBudgetBurningFast', 'LatencyBudgetBurningSlowly'],
    },
    {
      alert: 'ErrorsBudgetBurningFast',
      guarded: true,
      courses: failing(12),
      also: ['HighErrorRate', 'ErrorsBudgetBurningSlowly'],
    },
    { alert: 'ErrorsBudgetBurningSlowly', guarded: true, courses: failing(2), resolves: false },
    {
      alert: 'LatencyBudgetBurningFast',
      guarded: true,
      courses: courses.histogram('http.requestDuration', request, slowWith(0.9)),
      also: ['SlowRequestLatency', 'LatencyBudgetBurningSlowly'],
    },
    {
      alert: 'LatencyBudgetBurningSlowly',
      guarded: true,
      courses: courses.histogram('http.requestDuration', request, slowWith(0.15)),
      also: ['SlowRequestLatency'],
      resolves: false,
    },
  ]
}

function eventCases(courses: Courses): AlertCase[] {
  const event = { event_type: 'OrderPlaced' }
  const handled = { ...event, handler: 'email' }
  return [
    {
      alert: 'HighEventQueueDepth',
      courses: courses.level('eventBus.queueDepth', { transport: 'in_memory' }, [7000, 8000]),
      says: {
        labels: { job: courses.job, transport: 'in_memory' },
        description: `${courses.job}: 8k events wait in in_memory; above 7,000 it is filling up.`,
        value: '8k',
      },
    },
    {
      alert: 'CriticalEventQueueDepth',
      courses: courses.level('eventBus.queueDepth', { transport: 'in_memory' }, [100, 10_000]),
      also: ['HighEventQueueDepth'],
    },
    {
      alert: 'EventErrors',
      guarded: true,
      courses: [
        ...courses.counter('eventBus.errors', { ...event, error_type: 'handler_error' }, [0, 12]),
        ...courses.histogram('eventBus.processingDuration', handled, { '0.1': [1, 1] }),
      ],
    },
    {
      alert: 'HighEventLag',
      guarded: true,
      courses: courses.histogram('eventBus.lag', event, { '1': [1, 0], '30': [1, 0], '60': [1, 1] }),
    },
  ]
}

function storeCases(courses: Courses): AlertCase[] {
  const read = { cache: 'products', operation: 'get' }
  const query = { query_type: 'select', table: 'products' }
  return [
    {
      alert: 'LowCacheHitRate',
      guarded: true,
      courses: [
        ...courses.counter('cache.operations', { ...read, result: 'hit' }, [50, 10]),
        ...courses.counter('cache.operations', { ...read, result: 'miss' }, [10, 50]),
      ],
    },
    {
      alert: 'SlowDatabaseQueries',
      guarded: true,
      courses: courses.histogram('database.queryDuration', query, {
        '0.05': [1, 0],
        '0.1': [1, 0],
        '0.5': [1, 1],
      }),
    },
    {
      alert: 'DatabasePoolExhausted',
      courses: [
        ...courses.level('database.connections', { state: 'active' }, [3, 10]),
        ...courses.level('database.connections', { state: 'idle' }, [7, 0]),
        // Another process has enough.
        ...courses.level('database.connections', { state: 'active', instance: `${courses.job}-2` }, [0, 0]),
        ...courses.level('database.connections', { state: 'idle', instance: `${courses.job}-2` }, [10, 10]),
      ],
    },
  ]
}

function otherCases(courses: Courses): AlertCase[] {
  const opening = { service: 'payments', from_state: 'closed', to_state: 'open' }
  return [
    {
      alert: 'CircuitBreakerOpen',
      firstEvent: true,
      courses: courses.counter('circuitBreaker.transitions', opening, [0, 1]),
      says: {
        labels: { job: courses.job, service: 'payments' },
        description: `${courses.job}: The breaker of payments opened 5 times within 5 minutes.`,
        value: '5',
      },
    },
    {
      alert: 'HighSpanErrorRate',
      guarded: true,
      courses: [
        ...courses.counter('spans.spansCreated', { operation: 'checkout.pay', tenant_id: 'acme' }, [60, 60]),
        ...courses.counter(
          'spans.spansWithErrors',
          { operation: 'checkout.pay', error_type: 'TypeError' },
          [0, 12],
        ),
      ],
    },
    {
      alert: 'CriticalErrors',
      firstEvent: true,
      courses: courses.counter(
        'errors.errors',
        { module: 'orders', error_type: 'TypeError', severity: 'critical' },
        [0, 1],
      ),
    },
  ]
}
