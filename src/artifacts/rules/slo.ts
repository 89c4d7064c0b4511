import { and, gt, gte, increase, n, or, sum, vector } from '@grafana/promql-builder'
import type { Expression } from '../promql/index.ts'
import { valueTemplate } from './alert-text.ts'
import type { Pace } from './pace.ts'
import type { AlertRule, RecordingRule, RuleGroup } from './rule.ts'

/** What a service promises, and how its failing is measured. */
export interface Objective {
  /** In names: `errors` gives `ErrorsBudgetBurningFast`. */
  readonly key: string
  /** What is promised, as a clause: `requests are answered without a server error`. */
  readonly promise: string
  /** The share that may fail: 0.01. */
  readonly budget: number
  /** The share that failed over a window, by job. */
  readonly failed: (window: string) => Expression
  /** By job, a series where it was watched already that long ago: before, a first failure weighs too much. */
  readonly watched?: (since: string) => Expression
  /** A counter whose increase tells whether there is enough traffic to judge by. */
  readonly traffic?: (window: string) => ReturnType<typeof vector>
  readonly panel?: { readonly uid: string; readonly id: number }
}

const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const

/** Below so many requests in the longer window a burn says nothing. */
const enoughRequests = 50

/**
 * How fast a budget of 30 days may burn, over a long window and a short one: the long one for weight, the short one so
 * that the alert ends soon after the trouble. As the SRE workbook has it.
 */
const burns = {
  fast: [
    { factor: 14.4, long: '1h', short: '5m' },
    { factor: 6, long: '6h', short: '30m' },
  ],
  slow: [
    { factor: 3, long: '1d', short: '2h' },
    { factor: 1, long: '3d', short: '6h' },
  ],
} as const

/** Recording rules for the share that failed, per window, and the burn-rate alerts on them. */
export function sloRules(system: string, objectives: readonly Objective[], pace: Pace): RuleGroup[] {
  if (objectives.length === 0) return []
  return [
    {
      name: `${system}-slo-ratios`,
      rules: objectives.flatMap((objective) => ratios(system, objective, pace)),
    },
    {
      name: `${system}-slo-alerts`,
      rules: objectives.flatMap((objective) => [
        burnAlert(system, objective, 'fast', pace),
        burnAlert(system, objective, 'slow', pace),
      ]),
    },
  ]
}

function ratios(system: string, { key, failed }: Objective, pace: Pace): RecordingRule[] {
  return windows.map((window) => ({
    record: recordName(key, window),
    expr: String(failed(pace.duration(window))),
    labels: { system },
  }))
}

/** The level, what is recorded, and over which window. */
function recordName(key: string, window: string): string {
  return `job:slo_${key}_failed:ratio${window}`
}

function burnAlert(system: string, objective: Objective, speed: keyof typeof burns, pace: Pace): AlertRule {
  const { key, promise, budget, traffic, watched, panel } = objective
  const conditions = burns[speed].map(({ factor, long, short }) => {
    const above = (window: string): Expression =>
      gt(vector(recordName(key, window)).label('system', system), n(round(factor * budget)))
    const burns = and(above(long), above(short))
    const burning = watched === undefined ? burns : and(burns, watched(pace.duration(short))).on(['job'])
    if (traffic === undefined) return burning
    return and(
      burning,
      gte(sum(increase(traffic(long).range(pace.duration(long)))).by(['job']), n(pace.count(enoughRequests))),
    ).on(['job'])
  })
  const [first, second] = conditions
  const either = first !== undefined && second !== undefined ? or(first, second) : first
  const fast = speed === 'fast'
  return {
    alert: `${key.charAt(0).toUpperCase()}${key.slice(1)}BudgetBurning${fast ? 'Fast' : 'Slowly'}`,
    expr: String(either),
    for: pace.duration(fast ? '2m' : '15m'),
    severity: fast ? 'critical' : 'warning',
    labels: { system, slo: key },
    summary: `The error budget of ${key} burns ${fast ? 'fast' : 'slowly'}`,
    description: `{{ $labels.job }} promises that ${promise} in ${percent(1 - budget)} of the cases; ${valueTemplate('percentunit')} failed.`,
    value: valueTemplate('percentunit'),
    runbook: {
      meaning: fast
        ? `At this speed the budget of 30 days is gone within five days or sooner: what is promised (${promise}) fails.`
        : `Over days more fails than the budget of 30 days allows: what is promised (${promise}) fails a little, all the time.`,
      impact: fast
        ? 'Users notice now.'
        : 'Users notice now and then; the budget is gone before the month is.',
      look: [
        'The alerts that fire beside this one: they name what is wrong now.',
        `The recorded series \`${recordName(key, '1h')}\` over the last days: when it began.`,
      ],
      mend: fast
        ? ['Treat it as an incident: roll back, shed load, fail over.']
        : ['Mend the cause in working hours; put off risky changes until the budget recovers.'],
    },
    ...(panel && { panel }),
  }
}

function percent(share: number): string {
  return `${round(share * 100)} %`
}

/** Without the dust of binary fractions. */
function round(value: number): number {
  return Number(value.toPrecision(10))
}
