import type { Dashboard } from './panel-queries.ts'

/** What a dashboard's variables are set to, by name. Several values of one are alternatives. */
export type Values = Readonly<Record<string, string | readonly string[]>>

/** What a query is drawn over. All in seconds. */
export interface TimeRange {
  readonly from: number
  readonly to: number
  /** From one point to the next. */
  readonly step: number
  /** How often series get a sample: `timeInterval` of the data source. */
  readonly scrapeInterval: number
}

/** What the variables of a dashboard are set to when it is opened. */
export function initialValues({ templating }: Dashboard): Values {
  return Object.fromEntries(
    (templating?.list ?? []).flatMap(({ name, current, allValue }) => {
      const value = current?.value
      if (value === undefined) return []
      const isAll = value === '$__all' || (Array.isArray(value) && value.includes('$__all'))
      return [[name, isAll ? (allValue ?? '.*') : value]]
    }),
  )
}

/**
 * The query that Grafana would send: its own variables as it computes them for Prometheus, the dashboard's by `values`,
 * several of one as a regular expression. A variable that nobody set throws, since Prometheus would take it for text.
 *
 * @param values overrides what a dashboard opens with: `{ ...initialValues(dashboard), source: 'otlp' }`
 */
export function fillVariables(expr: string, values: Values, range: TimeRange): string {
  const known: Values = { ...values, ...macros(range) }
  return expr.replace(/\$(\w+)|\$\{(\w+)(?::\w+)?\}|\[\[(\w+)(?::\w+)?\]\]/g, (written, ...groups) => {
    const name = groups.slice(0, 3).find((group) => group !== undefined)
    const value = known[name]
    if (value === undefined) throw new Error(`The variable ${written} has no value, in ${expr}.`)
    if (typeof value === 'string') return value
    const escaped = value.map(escapeForRegex)
    return escaped.length === 1 ? escaped.join() : `(${escaped.join('|')})`
  })
}

/** As Grafana's data source for Prometheus computes them. */
function macros({ from, to, step, scrapeInterval }: TimeRange): Values {
  const interval = Math.max(step, scrapeInterval)
  const range = to - from
  return {
    __interval: duration(interval),
    __interval_ms: String(interval * 1_000),
    __rate_interval: duration(Math.max(interval + scrapeInterval, 4 * scrapeInterval)),
    __range: duration(range),
    __range_s: String(Math.round(range)),
    __range_ms: String(Math.round(range * 1_000)),
  }
}

function duration(seconds: number): string {
  return Number.isInteger(seconds) ? `${seconds}s` : `${Math.round(seconds * 1_000)}ms`
}

/** Twice, since the pattern stands inside a string of PromQL. */
function escapeForRegex(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, '\\\\$&')
}
