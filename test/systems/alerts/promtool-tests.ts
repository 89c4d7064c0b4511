import type { AlertCase, Course } from './alert-case.ts'
import { earlyScrapes, firesOnFirstEvent, silentBeginnings } from './beginnings.ts'
import { firing, firingOf, namesOf, silent } from './expectations.ts'
import { type Head, testsFile } from './tests-file.ts'

/** One alert as the rules file has it. */
export interface WrittenAlert {
  readonly alert: string
  readonly for: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** Minutes of each stretch of a case. */
const healthy = 30
const faulty = 40
const recovered = 45

const onset = healthy
const end = onset + faulty - 1

/** How a series runs in one stretch. */
export type Stretch = readonly [
  minutes: number,
  run: 'healthy' | 'faulty' | 'still' | 'trickle' | 'restart' | 'gone',
]

/** What tests of rules are written from. */
export interface AlertTests extends Head {
  readonly cases: readonly AlertCase[]
  readonly alerts: readonly WrittenAlert[]
  /** Series that are there and well in every case that is not about them: without them other alerts fire rightly. */
  readonly background: readonly Course[]
}

/**
 * The cases as `promtool test rules` runs them: each alert waits, fires, ends; and is silent without traffic or with
 * hardly any, after a restart, and when its series vanish. Alerts of metrics of their own are silent side by side:
 * promtool evaluates all rules for each test.
 */
export function promtoolTests({ cases, alerts, background, ...head }: AlertTests): string {
  const tests = sideBySide(cases).flatMap((group) => {
    const beginning = group.filter(({ firstEvent }) => firstEvent === true)
    return [
      ...group.filter(({ overDays }) => overDays !== true).map((each) => fires(each, alerts, background)),
      silentWithoutTraffic(group, background),
      silentAfterRestart(group, background),
      vanish(group, background),
      ...beginning.map((each) => firesOnFirstEvent(each, waitOf(each, alerts), background)),
      ...(beginning.length === 0 ? [] : silentBeginnings(beginning, background)),
    ]
  })
  return testsFile(head, { evaluation_interval: '1m' }, [...tests, earlyScrapes(background)])
}

/** Cases whose metrics no other case has, together where they are asked alike; each of the others by itself. */
function sideBySide(cases: readonly AlertCase[]): (readonly AlertCase[])[] {
  const users = new Map<string, number>()
  for (const each of cases) for (const name of metricsOf(each)) users.set(name, (users.get(name) ?? 0) + 1)
  const isAlone = (each: AlertCase) => metricsOf(each).every((name) => users.get(name) === 1)
  const groups = { guarded: [] as AlertCase[], others: [] as AlertCase[] }
  const single: AlertCase[] = []
  for (const each of cases) {
    const { guarded = false, whenMissing = [] } = each
    if (!isAlone(each) || whenMissing.length > 0) single.push(each)
    else groups[guarded ? 'guarded' : 'others'].push(each)
  }
  const together = Object.values(groups).filter((group) => group.length > 0)
  return [...single.map((each) => [each]), ...together]
}

/** The metrics of a case, by name. */
function metricsOf({ courses }: AlertCase): string[] {
  return [...new Set(courses.map(({ series: name }) => name.replace(/\{.*/, '')))]
}

function ruleOf({ alert }: AlertCase, alerts: readonly WrittenAlert[]): WrittenAlert {
  const rule = alerts.find((written) => written.alert === alert)
  if (rule === undefined) throw new Error(`There is a case of ${alert}, and no such alert.`)
  return rule
}

/** Minutes between the condition and the alert. */
function waitOf(each: AlertCase, alerts: readonly WrittenAlert[]): number {
  return minutesOf(ruleOf(each, alerts).for)
}

function fires(each: AlertCase, alerts: readonly WrittenAlert[], background: readonly Course[]) {
  const rule = ruleOf(each, alerts)
  const waiting = minutesOf(rule.for)
  const { says } = each
  return {
    name: `${each.alert} fires, and not before its time`,
    interval: '1m',
    input_series: series(each.courses, background, [
      [healthy, 'healthy'],
      [faulty, 'faulty'],
      [recovered, 'healthy'],
    ]),
    promql_expr_test: [
      firing(onset - 1, []),
      ...(waiting === 0 ? [] : [firingOf(each.alert, onset + waiting - 1, [])]),
      firing(end, [each.alert, ...(each.also ?? [])]),
      ...(each.resolves === false ? [] : [firingOf(each.alert, end + recovered, [])]),
    ],
    ...(says && {
      alert_rule_test: [
        {
          eval_time: `${end}m`,
          alertname: each.alert,
          exp_alerts: [
            {
              exp_labels: { ...rule.labels, ...says.labels },
              exp_annotations: { ...rule.annotations, description: says.description, value: says.value },
            },
          ],
        },
      ],
    }),
  }
}

function silentWithoutTraffic(group: readonly AlertCase[], background: readonly Course[]) {
  const guarded = group.every((each) => each.guarded === true)
  return {
    name: `${silent(group)} ${guarded ? 'without traffic, and with hardly any' : 'without traffic'}`,
    interval: '1m',
    input_series: series(coursesOf(group), background, [
      [20, 'still'],
      [guarded ? 40 : 10, guarded ? 'trickle' : 'still'],
    ]),
    promql_expr_test: [firing(19, []), firing(guarded ? 59 : 29, [])],
  }
}

function silentAfterRestart(group: readonly AlertCase[], background: readonly Course[]) {
  return {
    name: `${silent(group)} when the process is restarted`,
    interval: '1m',
    input_series: series(coursesOf(group), background, [
      [healthy, 'healthy'],
      [30, 'restart'],
    ]),
    promql_expr_test: [onset, onset + 1, onset + 3, onset + 6, onset + 29].map((minute) =>
      firing(minute, []),
    ),
  }
}

function vanish(group: readonly AlertCase[], background: readonly Course[]) {
  const missed = group.flatMap(({ whenMissing = [] }) => whenMissing)
  return {
    name: `${missed.length === 0 ? silent(group) : `${namesOf(group)} is not blind`} when ${group.length === 1 ? 'its' : 'their'} series vanish`,
    interval: '1m',
    input_series: series(coursesOf(group), background, [
      [15, 'healthy'],
      [25, 'gone'],
    ]),
    promql_expr_test: [firing(14, []), firing(39, missed)],
  }
}

function coursesOf(group: readonly AlertCase[]): Course[] {
  return group.flatMap(({ courses }) => courses)
}

/** The series of a case, and of the background what the case is not about. */
export function series(
  courses: readonly Course[],
  background: readonly Course[],
  stretches: readonly Stretch[],
) {
  const own = new Set(courses.map((each) => each.series))
  const behind = background.filter((each) => !own.has(each.series))
  return [
    ...behind.map((each) => ({ series: each.series, values: valuesOf(each, stretches, true) })),
    ...courses.map((each) => ({ series: each.series, values: valuesOf(each, stretches, false) })),
  ]
}

function valuesOf(course: Course, stretches: readonly Stretch[], stays: boolean): string {
  let total = 0
  return stretches
    .map(([minutes, run]) => {
      const value = run === 'faulty' || run === 'trickle' ? course.faulty : course.healthy
      const vanished = run === 'gone' && !stays
      if (value === null || vanished) return `_x${minutes}`
      if (course.kind === 'level') return `${value}x${minutes - 1}`
      if (run === 'restart') total = 0
      const perMinute = run === 'still' ? 0 : run === 'trickle' ? value / 100 : value
      const first = total + perMinute
      total += perMinute * minutes
      return `${first}+${perMinute}x${minutes - 1}`
    })
    .join(' ')
}

function minutesOf(duration: string): number {
  const [, amount = '0', unit] = /^(\d+)([smh])$/.exec(duration) ?? []
  return unit === 's' ? 0 : Number(amount) * (unit === 'h' ? 60 : 1)
}
