import type { Course } from './alert-case.ts'
import { firing } from './expectations.ts'
import { series } from './promtool-tests.ts'
import { type Head, testsFile } from './tests-file.ts'

/** Minutes that all goes well before a situation begins. */
const calm = 20

/** Something that the general cases do not ask: several series of one alert, a bound to the unit, a short event. */
export interface Situation {
  readonly name: string
  /** Well for twenty minutes, then faulty for an hour. */
  readonly courses: readonly Course[]
  /** Exactly these alerts fire, by minutes since the situation began. Nothing does before. */
  readonly firing: Readonly<Record<number, readonly string[]>>
  /** What one alert says of itself, at one of those minutes: one entry for each series that it fires for. */
  readonly alert?: {
    readonly name: string
    readonly minute: number
    readonly labels: readonly Readonly<Record<string, string>>[]
  }
}

/** The situations as `promtool test rules` runs them. `background` is there and well in all of them. */
export function situationTests(
  head: Head,
  situations: readonly Situation[],
  background: readonly Course[],
): string {
  const tests = situations.map(({ name, courses, firing: expected, alert }) => ({
    name,
    interval: '1m',
    input_series: series(courses, background, [
      [calm, 'healthy'],
      [60, 'faulty'],
    ]),
    promql_expr_test: [
      firing(calm - 1, []),
      ...Object.entries(expected).map(([minute, alerts]) => firing(calm + Number(minute), alerts)),
      ...(alert === undefined ? [] : [firingFor(alert)]),
    ],
  }))
  return testsFile(head, { evaluation_interval: '1m' }, tests)
}

function firingFor({ name, minute, labels }: NonNullable<Situation['alert']>) {
  const kept = Object.keys(labels[0] ?? {})
  return {
    expr: `count by (${kept.join(', ')}) (ALERTS{alertstate="firing",alertname="${name}"})`,
    eval_time: `${calm + minute}m`,
    exp_samples: labels.map((each) => ({
      labels: `{${kept.map((label) => `${label}="${each[label]}"`).join(',')}}`,
      value: 1,
    })),
  }
}
