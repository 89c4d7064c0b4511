import type { Course, Courses } from '../../../test/systems/alerts/alert-case.ts'
import type { Situation } from '../../../test/systems/alerts/situations.ts'

/** What the general cases do not ask: series that must be added up first, bounds to the unit, short events. */
export function situations(courses: Courses): Situation[] {
  return [
    ...requestSituations(courses),
    ...cacheSituations(courses),
    ...queueSituations(courses),
    ...breakerSituations(courses),
    ...databaseSituations(courses),
    ...targetSituations(courses),
  ]
}

function requestSituations(courses: Courses): Situation[] {
  const answered = (path: string, status: string, perMinute: number, instance = courses.instance) =>
    courses.counter('http.requests', { method: 'GET', path, status, instance }, [0, perMinute])
  const lasting = (instance: string, share: number) =>
    courses.histogram(
      'http.requestDuration',
      { method: 'GET', path: '/products', instance },
      { '0.1': [1, share], '0.5': [1, share], '1': [1, 1] },
    )
  const processes = (count: number, slow: number) =>
    Array.from({ length: count }, (_, index) => lasting(`rustok-${index}`, index < slow ? 0 : 1)).flat()
  return [
    {
      name: 'HighErrorRate is silent when the only request of a route fails, among thousands of others',
      courses: [...answered('/products', '200', 3000), ...once(answered('/export', '500', 0))],
      firing: { 0: [], 2: [], 4: [], 10: [] },
    },
    {
      name: 'HighErrorRate is silent when a route fails always, and few ask for it',
      courses: [...answered('/products', '200', 3000), ...answered('/export', '500', 10)],
      firing: { 5: [], 30: [] },
    },
    {
      name: 'HighErrorRate is silent when a process fails always, and others answer thousands',
      courses: [
        ...answered('/products', '200', 3000, 'rustok-1'),
        ...answered('/products', '503', 10, 'rustok-2'),
      ],
      firing: { 5: [], 30: [] },
    },
    {
      name: 'HighErrorRate fires once when one request in ten fails, whatever the routes, codes and processes',
      courses: [
        ...answered('/products', '200', 45, 'rustok-1'),
        ...answered('/posts', '201', 45, 'rustok-2'),
        ...answered('/products', '500', 5, 'rustok-1'),
        ...answered('/posts', '503', 5, 'rustok-2'),
      ],
      firing: { 1: [], 30: ['ErrorsBudgetBurningFast', 'ErrorsBudgetBurningSlowly', 'HighErrorRate'] },
      alert: { name: 'HighErrorRate', minute: 30, labels: [{ job: courses.job }] },
    },
    {
      name: 'HighErrorRate is silent when every request is the fault of who asks',
      courses: [...answered('/products', '200', 60), ...answered('/products', '404', 600)],
      firing: { 5: [], 30: [] },
    },
    {
      name: 'SlowRequestLatency is silent when one process of twenty-five is slow',
      courses: processes(25, 1),
      firing: { 10: [], 30: [] },
    },
    {
      name: 'SlowRequestLatency fires once when two processes of twenty-five are slow',
      courses: processes(25, 2),
      firing: { 4: [], 30: ['SlowRequestLatency'] },
      alert: { name: 'SlowRequestLatency', minute: 30, labels: [{ job: courses.job }] },
    },
  ]
}

function cacheSituations(courses: Courses): Situation[] {
  const done = (cache: string, result: string, perMinute: number) =>
    courses.counter('cache.operations', { cache, operation: 'get', result }, [0, perMinute])
  return [
    {
      name: 'LowCacheHitRate fires for the cache that misses, whatever another finds',
      courses: [
        ...done('products', 'hit', 9000),
        ...done('products', 'miss', 100),
        ...done('sessions', 'hit', 29),
        ...done('sessions', 'miss', 31),
      ],
      firing: { 9: [], 30: ['LowCacheHitRate'] },
      alert: { name: 'LowCacheHitRate', minute: 30, labels: [{ job: courses.job, cache: 'sessions' }] },
    },
    {
      name: 'LowCacheHitRate fires when nothing was ever found',
      courses: done('products', 'miss', 60),
      firing: { 9: [], 30: ['LowCacheHitRate'] },
    },
    {
      name: 'LowCacheHitRate is silent when just half is found',
      courses: [...done('products', 'hit', 30), ...done('products', 'miss', 30)],
      firing: { 30: [] },
    },
    {
      name: 'LowCacheHitRate counts reads: writes that succeed do not make up for misses',
      courses: [
        ...done('products', 'hit', 20),
        ...done('products', 'miss', 40),
        ...done('products', 'success', 600),
      ],
      firing: { 30: ['LowCacheHitRate'] },
    },
    {
      name: 'LowCacheHitRate counts reads: writes that fail are no misses',
      courses: [
        ...done('products', 'hit', 40),
        ...done('products', 'miss', 20),
        ...done('products', 'error', 600),
      ],
      firing: { 30: [] },
    },
  ]
}

function queueSituations(courses: Courses): Situation[] {
  const waiting = (depth: number, instance = courses.instance) =>
    courses.level('eventBus.queueDepth', { transport: 'in_memory', instance }, [0, depth])
  const both = ['CriticalEventQueueDepth', 'HighEventQueueDepth']
  return [
    {
      name: 'CriticalEventQueueDepth fires at 10,000 events: a full queue takes no more',
      courses: waiting(10_000),
      firing: { 1: [], 3: ['CriticalEventQueueDepth'], 4: ['CriticalEventQueueDepth'], 10: both },
    },
    {
      name: 'CriticalEventQueueDepth is silent at 9,999 events',
      courses: waiting(9_999),
      firing: { 4: [], 10: ['HighEventQueueDepth'], 30: ['HighEventQueueDepth'] },
    },
    {
      name: 'HighEventQueueDepth is silent at 7,000 events, in each of two processes too',
      courses: [...waiting(7_000, 'rustok-1'), ...waiting(7_000, 'rustok-2')],
      firing: { 30: [] },
    },
    {
      name: 'CriticalEventQueueDepth is one alert when two processes see the same queue',
      courses: [...waiting(10_000, 'rustok-1'), ...waiting(10_000, 'rustok-2')],
      firing: { 30: both },
      alert: {
        name: 'CriticalEventQueueDepth',
        minute: 30,
        labels: [{ job: courses.job, transport: 'in_memory' }],
      },
    },
  ]
}

function breakerSituations(courses: Courses): Situation[] {
  const moved = (from: string, to: string) =>
    once(courses.counter('circuitBreaker.transitions', transition(from, to), [0, 0]))
  const closedAtEachScrape = courses.level('circuitBreaker.state', { service: 'search' }, [0, 0])
  return [
    {
      name: 'CircuitBreakerOpen fires when a breaker opens and closes between two scrapes, and ends',
      courses: [
        ...closedAtEachScrape,
        ...moved('closed', 'open'),
        ...moved('open', 'half_open'),
        ...moved('half_open', 'closed'),
      ],
      firing: { 0: ['CircuitBreakerOpen'], 3: ['CircuitBreakerOpen'], 5: [], 30: [] },
      alert: { name: 'CircuitBreakerOpen', minute: 3, labels: [{ job: courses.job, service: 'search' }] },
    },
    {
      name: 'CircuitBreakerOpen is silent when a breaker tries and closes',
      courses: [...moved('open', 'half_open'), ...moved('half_open', 'closed')],
      firing: { 0: [], 3: [], 10: [] },
    },
    {
      name: 'CircuitBreakerOpen fires when a breaker that tried opens again',
      courses: moved('half_open', 'open'),
      firing: { 0: ['CircuitBreakerOpen'], 5: [] },
    },
  ]
}

function databaseSituations(courses: Courses): Situation[] {
  const asked = (instance: string, share: number) =>
    courses.histogram(
      'database.queryDuration',
      { query_type: 'select', table: 'products', instance },
      { '0.05': [1, 0], '0.1': [1, share], '0.5': [1, 1] },
    )
  const pool = (active: number, idle: number, instance: string) => [
    ...courses.level('database.connections', { state: 'active', instance }, [0, active]),
    ...courses.level('database.connections', { state: 'idle', instance }, [active + idle, idle]),
  ]
  return [
    {
      name: 'SlowDatabaseQueries is silent when all queries take as long as they may',
      courses: [...asked('rustok-1', 1), ...asked('rustok-2', 1)],
      firing: { 30: [] },
    },
    {
      name: 'SlowDatabaseQueries fires once when one query in twenty is longer, of all processes together',
      courses: [...asked('rustok-1', 0.8), ...asked('rustok-2', 1), ...asked('rustok-3', 1)],
      firing: { 4: [], 30: ['SlowDatabaseQueries'] },
      alert: { name: 'SlowDatabaseQueries', minute: 30, labels: [{ job: courses.job }] },
    },
    {
      name: 'DatabasePoolExhausted is silent where a pool is one connection, and where one of ten is free',
      courses: [...pool(1, 0, 'rustok-1'), ...pool(9, 1, 'rustok-2')],
      firing: { 30: [] },
    },
  ]
}

function targetSituations(courses: Courses): Situation[] {
  return [
    {
      name: 'TargetDown names the process that does not answer, while another does',
      courses: [courses.up([1, 1]), courses.up([1, 0], 'rustok-2')],
      firing: { 1: [], 30: ['AvailabilityBudgetBurningFast', 'TargetDown'] },
      alert: { name: 'TargetDown', minute: 30, labels: [{ job: courses.job, instance: 'rustok-2' }] },
    },
    {
      name: 'TargetDown fires when no process is scraped any more, and says so of the job',
      courses: [courses.up([1, null])],
      firing: { 4: [], 30: ['TargetDown'] },
      alert: { name: 'TargetDown', minute: 30, labels: [{ job: courses.job }] },
    },
  ]
}

function transition(from: string, to: string) {
  return { service: 'search', from_state: from, to_state: to }
}

/** A counter that stood at 3, and stands at 4 from the beginning of the situation: one event. */
function once(counters: readonly Course[]): Course[] {
  return counters.map((counter) => ({ ...counter, kind: 'level', healthy: 3, faulty: 4 }))
}
