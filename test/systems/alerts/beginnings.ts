import type { AlertCase, Course } from './alert-case.ts'
import { firing, firingOf, silent } from './expectations.ts'

/** A series that begins at 1 is an event. */
export function firesOnFirstEvent(each: AlertCase, waits: number, background: readonly Course[]) {
  return {
    ...beginning(`${each.alert} fires on the first event of a series`, [each], background, {
      ups: '1x59',
      values: '_x30 1x29',
    }),
    promql_expr_test: [firing(29, []), firingOf(each.alert, 31 + waits, [each.alert]), firing(50, [])],
  }
}

/**
 * What is no event: a series that was only not looked at, that comes with a process that was there before, or that
 * starts anew with its process.
 */
export function silentBeginnings(group: readonly AlertCase[], background: readonly Course[]) {
  const written = (when: string, course: Written) =>
    beginning(`${silent(group)} when ${when}`, group, background, course)
  const noneOf = (minute: number) => group.map(({ alert }) => firingOf(alert, minute, []))
  return [
    {
      ...written('Prometheus sees a series again', { ups: '1x9 _x20 1x29', values: '_x30 1x29' }),
      promql_expr_test: [...noneOf(31), ...noneOf(36), firing(45, [])],
    },
    {
      ...written('a process with old events is found late', { ups: '_x30 1x29', values: '_x30 500x29' }),
      promql_expr_test: [30, 31, 34, 35, 36, 40].flatMap(noneOf),
    },
    {
      ...written('a process with old events starts anew', { ups: '1x59', values: '500x29 0x29' }),
      promql_expr_test: [30, 31, 34, 35, 40].map((minute) => firing(minute, [])),
    },
    {
      ...written('a process starts anew without its old events', { ups: '1x59', values: '500x29 _x30' }),
      promql_expr_test: [30, 31, 34, 35, 40].map((minute) => firing(minute, [])),
    },
  ]
}

/** How the series run, and whether their process answers its scrapes. */
interface Written {
  readonly ups: string
  readonly values: string
}

function beginning(
  name: string,
  group: readonly AlertCase[],
  background: readonly Course[],
  { ups, values }: Written,
) {
  const courses = group.flatMap((each) => each.courses)
  const targets = [...new Set(courses.map(({ series }) => `up{${targetOf(series)}}`))]
  return {
    name,
    interval: '1m',
    input_series: [
      ...background
        .filter(({ series }) => !targets.includes(series))
        .map(({ series, healthy }) => ({ series, values: `${healthy}x59` })),
      ...targets.map((series) => ({ series, values: ups })),
      ...courses.map(({ series }) => ({ series, values })),
    ],
  }
}

/** Prometheus is there before the process listens: the first scrapes fail, and say nothing of what is promised. */
export function earlyScrapes(background: readonly Course[]) {
  return {
    name: 'Nothing fires when the first scrapes of a fresh start come too early',
    interval: '15s',
    input_series: background.map(({ series, healthy }) => ({
      series,
      values: series.startsWith('up{') ? '0x3 1x1600' : `${healthy}x1604`,
    })),
    promql_expr_test: [1, 3, 5, 7, 8, 29, 30, 32, 33, 60, 120, 135, 136, 360, 376].map((minute) =>
      firing(minute, []),
    ),
  }
}

/** `job="shop",instance="shop-1"` of a series. */
function targetOf(series: string): string {
  const [target] = /job="[^"]*",instance="[^"]*"/.exec(series) ?? []
  if (target === undefined) throw new Error(`The series ${series} has no job and instance.`)
  return target
}
