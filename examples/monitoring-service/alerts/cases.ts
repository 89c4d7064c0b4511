import type { AlertCase, Courses } from '../../../test/systems/alerts/alert-case.ts'
import { targetCases, telemetryCases, unstampedCase } from '../../../test/systems/alerts/telemetry-cases.ts'

const component = 'prospect_processor'
const linkedin = { platform: 'linkedin' }
const request = { method: 'POST', endpoint: '/prospects' }
const fast = { '0.1': [1, 1], '0.5': [1, 1], '1': [1, 1] } as const
const slowWith = (share: number) => ({ '0.1': [1, 0], '0.5': [1, 1 - share], '1': [1, 1] }) as const

/** What makes each alert of the monitoring service fire. */
export function alertCases(courses: Courses): AlertCase[] {
  return [
    ...errorCases(courses),
    ...performanceCases(courses),
    ...businessCases(courses),
    {
      alert: 'RateLimited',
      courses: courses.counter('rateLimit.hits', { ...linkedin, limit_type: 'api' }, [0, 5]),
    },
    ...telemetryCases(courses),
    ...targetCases(courses),
    unstampedCase(
      courses.counter('platforms.apiRequests', linkedin, [60, 60]),
      courses.oneWay('platforms.apiRequests', linkedin, undefined, [null, 60]),
    ),
  ]
}

function errorCases(courses: Courses): AlertCase[] {
  const errors = (of: string, perMinute: number) =>
    courses.counter('errors.errors', { component: of, error_type: 'TypeError' }, [1, perMinute])
  return [
    {
      alert: 'HighErrorRate',
      // Ten per minute are not many for one component; of seven they are.
      courses: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].flatMap((of) => errors(of, 10)),
      says: {
        labels: { job: courses.job },
        description: `${courses.job}: There are 1.167 errors per second.`,
        value: '1.167',
      },
    },
    {
      alert: 'ComponentErrors',
      courses: errors(component, 24),
      says: {
        labels: { job: courses.job, component },
        description: `${courses.job}: ${component} has 400m errors per second.`,
        value: '400m',
      },
    },
  ]
}

function performanceCases(courses: Courses): AlertCase[] {
  const answered = (share: number) => courses.histogram('http.requestDuration', request, slowWith(share))
  const bytes = 1_000_000_000
  return [
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
    {
      alert: 'HighMemoryUsage',
      courses: [
        ...courses.level('resources.memoryUsage', { component }, [0.5 * bytes, 0.95 * bytes]),
        ...courses.level('resources.memoryLimit', { component }, [bytes, bytes]),
        ...courses.histogram('http.requestDuration', request, fast),
      ],
      says: {
        labels: { job: courses.job, component },
        description: `${courses.job}: A process of ${component} holds 95% of the memory that it may hold.`,
        value: '95%',
      },
    },
    {
      alert: 'HighCpuUsage',
      courses: courses.level('resources.cpuUsage', { component }, [20, 95]),
      says: {
        labels: { job: courses.job, component },
        description: `${courses.job}: ${component} uses 95% of its processors.`,
        value: '95%',
      },
    },
  ]
}

function businessCases(courses: Courses): AlertCase[] {
  const labels = { ...linkedin, score_type: 'engagement' }
  return [
    {
      alert: 'LowProspectScore',
      guarded: true,
      courses: [
        // Sixty scores per minute, of 0.6 each, then of 0.2.
        ...courses.own('prospect_score_sum', labels, [36, 12]),
        ...courses.own('prospect_score_count', labels, [60, 60]),
      ],
      says: {
        labels: { job: courses.job, ...linkedin },
        description: `${courses.job}: The mean score of the prospects of linkedin is 200m.`,
        value: '200m',
      },
    },
    {
      alert: 'EngagementDrop',
      courses: courses.counter('prospects.engagement', { ...linkedin, metric_type: 'reply' }, [5, 0]),
      overDays: true,
    },
  ]
}
