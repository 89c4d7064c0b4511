import { anyOf } from './any-of.ts'

/** Where a query runs, and what it selects: the one place that knows of `job`, `instance` and `source`. */
export interface Scope {
  /** Label matchers that every selector gets, in this order. */
  readonly matchers: readonly Matcher[]
  /** For selectors of metrics that have the label, after the others. */
  readonly choices: readonly Matcher[]
  /** Further ones for what stands inside `absent()`: a series of another system must not count as ours. */
  readonly absent: readonly Matcher[]
  /** Kept by every aggregation, beside the labels that the query asks for. */
  readonly by: readonly string[]
  /** The range of rates, ratios and quantiles. */
  readonly window: string
  /** The range that `increase` counts over. */
  readonly span: string
  /** Whether what is selected was scraped: then `up` tells whether a series is new, or was only not seen. */
  readonly scraped: boolean
  /** Whether a rate may be over a range that is written out, and not over the window only. */
  readonly fixedRanges: boolean
  /** A duration that is written out, as it is in these queries. */
  readonly duration: (written: string) => string
}

/** One condition of a selector. */
export interface Matcher {
  readonly label: string
  readonly is: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

/** Which of the two ways a series took: both carry the same numbers, so that a query takes exactly one. */
export type Source = 'scrape' | 'otlp'

/** What a dashboard can be asked for. */
export interface DashboardScopeInput {
  /** Default true. */
  readonly withSource?: boolean
  /** Default `$__rate_interval`. */
  readonly window?: string
  /** Variables on every series. */
  readonly targetLabels?: readonly string[]
  /** Variables on those that have the label. */
  readonly metricLabels?: readonly string[]
}

/** What a dashboard selects: by its variables. */
export function dashboardScope(input: DashboardScopeInput = {}): Scope {
  const { withSource = true, window = '$__rate_interval', targetLabels = [], metricLabels = [] } = input
  return {
    matchers: [
      { label: 'job', is: '=~', value: '$job' },
      { label: 'instance', is: '=~', value: '$instance' },
      ...(withSource ? [{ label: 'source', is: '=', value: '$source' } as const] : []),
      ...targetLabels.map(chosen),
    ],
    choices: metricLabels.map(chosen),
    absent: [],
    by: [],
    window,
    span: '$__range',
    scraped: false,
    fixedRanges: false,
    duration: (written) => written,
  }
}

/** What a rule is made with. */
export interface RuleScopeInput {
  /** `null` for what carries no source. */
  readonly source: Source | null
  readonly window: string
  /** Of the system. Default: whatever there is. */
  readonly jobs?: readonly string[]
  /** Whether processes of other systems have these metrics, too, so that only those jobs are asked for. Default false. */
  readonly isShared?: boolean
  /** Default: as it is written. */
  readonly duration?: Scope['duration']
}

/** What a rule selects: every job by itself, one source. */
export function ruleScope(input: RuleScopeInput): Scope {
  const { source, window, jobs = [], isShared = false, duration = (written) => written } = input
  const own = jobs.length === 0 ? [] : [ofJobs(jobs)]
  return {
    matchers: [
      ...(isShared ? own : []),
      ...(source === null ? [] : [{ label: 'source', is: '=', value: source } as const]),
    ],
    choices: [],
    absent: isShared ? [] : own,
    by: ['job'],
    window,
    span: window,
    scraped: source !== 'otlp',
    fixedRanges: true,
    duration,
  }
}

/** With `=`, `absent()` gives the name of the job; with a regular expression it cannot. */
function ofJobs(jobs: readonly string[]): Matcher {
  const [job = ''] = jobs
  return jobs.length === 1
    ? { label: 'job', is: '=', value: job }
    : { label: 'job', is: '=~', value: anyOf(jobs) }
}

function chosen(label: string): Matcher {
  return { label, is: '=~', value: `$${label}` }
}
