import type { AlertCase, Course } from './alert-case.ts'
import { firing, firingOf } from './expectations.ts'

/**
 * What begins, ends and begins again: a series that begins at 1 is an event; one that was only not looked at, that
 * comes with a process that was there before, or that starts anew with its process, is none.
 */
export function beginnings({ alert, courses }: AlertCase, waits: number, background: readonly Course[]) {
  const [first] = courses
  const target = first === undefined ? undefined : `up{${targetOf(first.series)}}`
  const with1 = (name: string, ups: string, values: string) => ({
    name: `${alert} ${name}`,
    interval: '1m',
    input_series: [
      ...background
        .filter(({ series }) => series !== target)
        .map(({ series, healthy }) => ({ series, values: `${healthy}x59` })),
      ...(target === undefined ? [] : [{ series: target, values: ups }]),
      ...courses.map((each) => ({ series: each.series, values })),
    ],
  })
  return [
    {
      ...with1('fires on the first event of a series', '1x59', '_x30 1x29'),
      promql_expr_test: [firing(29, []), firingOf(alert, 31 + waits, [alert]), firing(50, [])],
    },
    {
      ...with1('is silent when Prometheus sees a series again', '1x9 _x20 1x29', '_x30 1x29'),
      promql_expr_test: [firingOf(alert, 31, []), firingOf(alert, 36, []), firing(45, [])],
    },
    {
      ...with1('is silent when a process with old events is found late', '_x30 1x29', '_x30 500x29'),
      promql_expr_test: [30, 31, 34, 35, 36, 40].map((minute) => firingOf(alert, minute, [])),
    },
    {
      ...with1('is silent when a process with old events starts anew', '1x59', '500x29 0x29'),
      promql_expr_test: [30, 31, 34, 35, 40].map((minute) => firing(minute, [])),
    },
    {
      ...with1('is silent when a process starts anew without its old events', '1x59', '500x29 _x30'),
      promql_expr_test: [30, 31, 34, 35, 40].map((minute) => firing(minute, [])),
    },
  ]
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
