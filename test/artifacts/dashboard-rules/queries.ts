import { syntaxErrors } from '../parsed-promql.ts'
import { type DashboardRule, foreign, queryRule } from './rule.ts'

const counting = /_(total|bucket|count|sum)$/

/** What queries ask, and how. */
export const queryRules: readonly DashboardRule[] = [
  queryRule('target-promql-rule', ({ expr }) => syntaxErrors(expr).length === 0),
  queryRule('target-rate-interval-rule', ({ expr }) =>
    rangesOf(expr, 'i?rate').every((range) => range === '$__rate_interval'),
  ),
  queryRule('increase over what is chosen, or is on screen', ({ expr }) =>
    rangesOf(expr, 'increase').every((range) => /^\$(__rate_interval|__range|interval)$/.test(range)),
  ),
  ...['job', 'instance'].map((label) =>
    queryRule(`target-${label}-rule`, ({ selectors }) =>
      selectors.every(({ matchers }) => matchers.includes(`${label}=~"$${label}"`)),
    ),
  ),
  queryRule('target-counter-agg-rule', ({ selectors }) =>
    selectors.every(
      ({ metric, inside }) => !counting.test(metric) || /^(rate|irate|increase)$/.test(inside[0] ?? ''),
    ),
  ),
  queryRule('one source of what comes by two ways', ({ selectors, expr }) =>
    selectors.every(
      ({ metric, matchers }) =>
        foreign.test(metric) || matchers.includes('source="$source"') || /\bby\((job, )?source\)/.test(expr),
    ),
  ),
  queryRule('only what is exposed', ({ selectors }, { names }) =>
    selectors.every(
      ({ metric }) => names.has(metric) || foreign.test(metric) || /^spanmeter_\w+$/.test(metric),
    ),
  ),
  queryRule('aggregated before it is divided', ({ selectors }) =>
    selectors.every(({ dividedBare }) => !dividedBare),
  ),
  queryRule(
    'quantiles by le',
    ({ expr }) =>
      !expr.includes('histogram_quantile') || /histogram_quantile\([\d.]+, sum by ?\(le\b/.test(expr),
  ),
  queryRule(
    'exemplars where buckets are drawn',
    ({ expr, exemplar }) => exemplar === expr.includes('_bucket'),
  ),
  queryRule(
    'heatmaps by le, in the format for it',
    ({ panel, expr, format }) =>
      (panel.type === 'heatmap') === (format === 'heatmap') &&
      (panel.type !== 'heatmap' || /^sum by\(le\) /.test(expr)),
  ),
]

function rangesOf(expr: string, called: string): string[] {
  return [...expr.matchAll(new RegExp(`\\b${called}\\([^[]*\\[([^\\]]+)\\]`, 'g'))].map(
    ([, range = '']) => range,
  )
}
