import { type Course, type Courses, type Scraped, upOf } from './alert-case.ts'
import { type FurtherTests, type Head, testsFile } from './tests-file.ts'

const hour = 60
const day = 24 * hour

/** Minutes between two samples: the shortest window of the promises holds at least two. */
const step = 2

/** A promise of a system, and series that break it by a share. */
export interface Promised {
  /** As in the names of its alerts: `Errors` of `ErrorsBudgetBurningFast`. */
  readonly name: string
  /** The share that may fail. */
  readonly budget: number
  /** The series while the share fails. */
  readonly failing: (share: number) => readonly Course[]
  /** What else fires rightly while one in ten budgets' worth fails. */
  readonly beside: readonly string[]
}

/** A stretch of time in which a share fails. */
type Stretch = readonly [minutes: number, share: number]

/** What the tests over days are written from. */
export interface DaysTests extends Head {
  /** The name of the system, as its groups of rules begin. */
  readonly system: string
  /** Series that are there and well while a promise is not about them. */
  readonly background: readonly Course[]
  readonly promises: readonly Promised[]
}

/** The burn-rate alerts over days, with their true durations: what takes days to break a promise, and to mend it. */
export function daysTests({ system, background, promises, ...head }: DaysTests): string {
  const tests = promises.flatMap((promise) => [
    slowBurn(promise, background),
    shortAndHard(promise, background),
    withinBudget(promise, background),
  ])
  // What alerts read must be of the same quarter of an hour: an older one is stale.
  const order = [`${system}-slo-ratios`, `${system}-slo-alerts`]
  return testsFile(head, { evaluation_interval: '15m', group_eval_order: order }, tests)
}

/** That the job answers its scrapes, in 99.9 % of the cases: every system promises it. */
export function availability(target: Scraped): Promised {
  return {
    name: 'Availability',
    budget: 0.001,
    // The mean of many targets of one job.
    failing: (share) => [upOf(target, [1, 1 - share])],
    beside: [],
  }
}

/** The one promise whose slow burn takes longer than the general cases, for the systems that promise no more. */
export function availabilityTests(
  system: string,
  target: Scraped,
  background: readonly Course[],
): FurtherTests {
  return {
    suffix: '-availability',
    shows: 'the budget of availability burn for days, with the true durations',
    tests: (head) => daysTests({ ...head, system, background, promises: [availability(target)] }),
  }
}

/** What a system with the http domain promises beside: answers without an error of its own, and soon. */
export function answers(courses: Courses): Promised[] {
  const request = { method: 'GET', path: '/products/:id' }
  const perMinute = 600
  return [
    {
      name: 'Errors',
      budget: 0.01,
      failing: (share) => [
        ...courses.counter('http.requests', { ...request, status: '200' }, [0, perMinute * (1 - share)]),
        ...courses.counter('http.requests', { ...request, status: '500' }, [0, perMinute * share]),
      ],
      beside: ['HighErrorRate'],
    },
    {
      name: 'Latency',
      budget: 0.05,
      failing: (share) =>
        courses.histogram('http.requestDuration', request, { '0.5': [1, 1 - share], '1': [1, 1] }),
      beside: ['SlowRequestLatency'],
    },
  ]
}

/** Half as much again as may fail, for days: the sum of three days tells, and the last six hours end it. */
function slowBurn({ name, budget, failing, beside }: Promised, background: readonly Course[]) {
  const [before, burning, after] = [3 * day, 2.5 * day, 6 * hour]
  const slowly = `${name}BudgetBurningSlowly`
  const latency = name === 'Latency' ? beside : []
  return {
    name: `${slowly}: half as much again as may fail is told after two days, and ends within hours`,
    interval: `${step}m`,
    input_series: series(failing, background, [
      [before, 0],
      [burning, budget * 1.5],
      [after, 0],
    ]),
    promql_expr_test: [
      firing(before, []),
      firing(before + day, latency),
      firing(before + 1.9 * day, latency),
      firing(before + 2.2 * day, [slowly, ...latency]),
      firing(before + burning + hour, [slowly]),
      firing(before + burning + 3 * hour, []),
    ],
  }
}

/** Ten times what may fail, for a night: both tell, the fast one ends within the hour, the slow one within six. */
function shortAndHard({ name, budget, failing, beside }: Promised, background: readonly Course[]) {
  const [before, burning, after] = [3 * day, 8 * hour, 12 * hour]
  const [fast, slowly] = [`${name}BudgetBurningFast`, `${name}BudgetBurningSlowly`]
  return {
    name: `${fast}: ten times what may fail is told within hours, before ${slowly} is`,
    interval: `${step}m`,
    input_series: series(failing, background, [
      [before, 0],
      [burning, budget * 10],
      [after, 0],
    ]),
    promql_expr_test: [
      firing(before, []),
      firing(before + 3 * hour, beside),
      firing(before + 5 * hour, [fast, ...beside]),
      firing(before + 7.75 * hour, [fast, slowly, ...beside]),
      firing(before + burning + hour, [slowly]),
      firing(before + burning + 7 * hour, []),
    ],
  }
}

/** As much as may fail, less a little, for days: nobody is told. */
function withinBudget({ name, budget, failing }: Promised, background: readonly Course[]) {
  return {
    name: `${name}: nine tenths of what may fail, for days, is what was promised`,
    interval: `${step}m`,
    input_series: series(failing, background, [[4 * day, budget * 0.9]]),
    promql_expr_test: [firing(day, []), firing(2 * day, []), firing(4 * day - hour, [])],
  }
}

function series(failing: Promised['failing'], background: readonly Course[], stretches: readonly Stretch[]) {
  const courses = stretches.map(([minutes, share]) => ({ minutes, series: failing(share) }))
  const names = courses[0]?.series.map(({ series: name }) => name) ?? []
  const behind = background
    .filter(({ series: name }) => !names.includes(name))
    .map(({ series: name, healthy }) => ({
      series: name,
      values: `${healthy}x${minutesOf(stretches) / step}`,
    }))
  const written = (courses[0]?.series ?? []).map(({ series: name, kind }) => ({
    series: name,
    values: values(
      kind,
      courses.map(({ minutes, series: each }) => ({
        samples: minutes / step,
        value: each.find((course) => course.series === name)?.faulty ?? 0,
      })),
    ),
  }))
  return [...behind, ...written]
}

/** How many samples, and what a level is or a counter grows by each minute. */
interface Run {
  readonly samples: number
  readonly value: number
}

function values(kind: Course['kind'], runs: readonly Run[]): string {
  let total = 0
  return runs
    .map(({ samples, value }) => {
      if (kind === 'level') return `${round(value)}x${samples - 1}`
      const first = total
      total += value * step * samples
      return `${round(first)}+${round(value * step)}x${samples - 1}`
    })
    .join(' ')
}

function minutesOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, [minutes]) => sum + minutes, 0)
}

function round(value: number): number {
  return Number(value.toPrecision(12))
}

/** Exactly these alerts fire. */
function firing(minute: number, alerts: readonly string[]) {
  return {
    expr: 'max by (alertname) (ALERTS{alertstate="firing"})',
    // What is looked at is what the last evaluation said.
    eval_time: `${Math.floor(minute / 15) * 15}m`,
    exp_samples: alerts.toSorted().map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
  }
}
