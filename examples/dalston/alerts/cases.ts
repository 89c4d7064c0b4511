import type { AlertCase, Courses } from '../../../test/systems/alerts/alert-case.ts'
import { targetCases, telemetryCases, unstampedCase } from '../../../test/systems/alerts/telemetry-cases.ts'

const endpoint = { method: 'POST', endpoint: '/v1/audio/transcriptions' }
const engine = { engine_id: 'faster-whisper' }
const fast = { '0.1': [1, 1], '0.5': [1, 1], '1': [1, 1] } as const
const slowWith = (share: number) => ({ '0.1': [1, 0], '0.5': [1, 1 - share], '1': [1, 1] }) as const

/** What makes each alert of Dalston fire. All series are of one job here: rules ask each job by itself. */
export function alertCases(courses: Courses): AlertCase[] {
  const requests = { ...endpoint, status_code: '200' }
  return [
    ...requestCases(courses),
    ...jobCases(courses),
    ...sessionCases(courses),
    ...queueCases(courses),
    ...telemetryCases(courses),
    ...targetCases(courses),
    unstampedCase(
      courses.counter('gateway.requests', requests, [60, 60]),
      courses.oneWay('gateway.requests', requests, undefined, [null, 60]),
    ),
  ]
}

function requestCases(courses: Courses): AlertCase[] {
  const failing = (perMinute: number) => [
    ...courses.counter('gateway.requests', { ...endpoint, status_code: '200' }, [60, 60 - perMinute]),
    ...courses.counter('gateway.requests', { ...endpoint, status_code: '503' }, [0, perMinute]),
  ]
  const answered = (share: number) => courses.histogram('gateway.requestDuration', endpoint, slowWith(share))
  return [
    {
      alert: 'HighErrorRate',
      guarded: true,
      courses: [...failing(30), ...courses.histogram('gateway.requestDuration', endpoint, fast)],
      also: ['ErrorsBudgetBurningFast', 'ErrorsBudgetBurningSlowly'],
    },
    {
      alert: 'ErrorsBudgetBurningFast',
      guarded: true,
      courses: failing(12),
      also: ['HighErrorRate', 'ErrorsBudgetBurningSlowly'],
    },
    { alert: 'ErrorsBudgetBurningSlowly', guarded: true, courses: failing(2), resolves: false },
    {
      alert: 'SlowRequestLatency',
      guarded: true,
      courses: answered(1),
      also: ['LatencyBudgetBurningFast', 'LatencyBudgetBurningSlowly'],
    },
    {
      alert: 'LatencyBudgetBurningFast',
      guarded: true,
      courses: answered(0.9),
      also: ['SlowRequestLatency', 'LatencyBudgetBurningSlowly'],
    },
    {
      alert: 'LatencyBudgetBurningSlowly',
      guarded: true,
      courses: answered(0.15),
      also: ['SlowRequestLatency'],
      resolves: false,
    },
  ]
}

function jobCases(courses: Courses): AlertCase[] {
  return [
    {
      alert: 'JobsFail',
      guarded: true,
      courses: [
        ...courses.counter('pipeline.jobs', { status: 'completed' }, [20, 15]),
        ...courses.counter('pipeline.jobs', { status: 'failed' }, [0, 5]),
      ],
      says: {
        labels: { job: courses.job },
        description: `${courses.job}: 25% of the settled jobs failed.`,
        value: '25%',
      },
    },
    {
      alert: 'TasksFail',
      guarded: true,
      courses: [
        ...courses.counter('work.tasksProcessed', { ...engine, status: 'success' }, [20, 15]),
        ...courses.counter('work.tasksProcessed', { ...engine, status: 'failure' }, [0, 5]),
      ],
      says: {
        labels: { job: courses.job, ...engine },
        description: `${courses.job}: 25% of the tasks of faster-whisper fail.`,
        value: '25%',
      },
    },
    {
      alert: 'LongQueueWait',
      guarded: true,
      courses: courses.histogram('work.queueWait', engine, { '1': [1, 0], '300': [1, 0.5], '900': [1, 1] }),
    },
  ]
}

function sessionCases(courses: Courses): AlertCase[] {
  return [
    {
      alert: 'WorkersUnhealthy',
      courses: [
        ...courses.level('pool.workersHealthy', {}, [4, 2]),
        ...courses.level('pool.workersRegistered', {}, [4, 4]),
      ],
      says: {
        labels: { job: courses.job },
        description: `${courses.job}: Only 50% of the workers pass their health checks.`,
        value: '50%',
      },
    },
    {
      alert: 'SessionsFail',
      guarded: true,
      courses: [
        ...courses.counter('pool.sessions', { status: 'completed' }, [20, 15]),
        ...courses.counter('pool.sessions', { status: 'timeout' }, [0, 5]),
      ],
    },
  ]
}

function queueCases(courses: Courses): AlertCase[] {
  return [
    {
      alert: 'QueueBacklog',
      courses: courses.level('queues.depth', engine, [900, 2000]),
      says: {
        labels: { job: courses.job, ...engine },
        description: `${courses.job}: 2k items wait in faster-whisper.`,
        value: '2k',
      },
    },
    { alert: 'StaleItemsInQueue', courses: courses.level('queues.oldestAge', engine, [3000, 4000]) },
    {
      alert: 'RedisDown',
      courses: courses.level('redis.connected', {}, [1, 0]),
      says: {
        labels: { job: courses.job },
        description: `${courses.job}: Redis does not answer the queue poller.`,
        value: '0',
      },
    },
  ]
}
