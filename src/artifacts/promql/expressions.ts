import {
  and,
  avg,
  div,
  eq,
  gt,
  gte,
  histogramQuantile,
  increase,
  lt,
  max,
  min,
  mul,
  n,
  or,
  rate,
  sum,
  topk,
  unless,
  vector,
} from '@grafana/promql-builder'
import type { Alert, Bound, MetricQuery, ResolvedDomain } from '../../catalog/index.ts'
import { compileRaw } from './raw/index.ts'
import type { Scope } from './scope.ts'
import { exportedLabels, type Selected, select, selector } from './selector.ts'

/** A PromQL expression that is still being put together. */
export type Expression = Parameters<typeof sum>[0]

const joins = { sum, max, min, avg } as const

/**
 * One query as PromQL, aggregated before it is divided. Several expressions for several quantiles. `undefined` when
 * the system does not emit what it asks for.
 */
export function expressionsOf(
  query: MetricQuery,
  domain: ResolvedDomain,
  outer: Scope,
): readonly Expression[] | undefined {
  const scope = bothSources(outer, query)
  const selected = select(domain, query.of, query.where)
  if (selected === undefined) return undefined
  const by = [...scope.by, ...exportedLabels(selected.metric, query.by)]
  switch (query.show) {
    case 'rate': {
      const perSecond = sumOfRates(selected, scope, by)
      return [query.per === 'minute' ? mul(perSecond, n(60)) : perSecond]
    }
    case 'increase':
      return [keeping(sum(increase(counted(selected, scope).range(scope.span))), by)]
    case 'ratio': {
      const whole = wholeOf(query, domain, scope)
      if (whole === undefined) return undefined
      const part = amount(selected, scope, by)
      // A part without a series yet is none of the whole, not unknown.
      return [div(or(part, mul(whole, n(0))), whole)]
    }
    case 'quantile':
      return query.quantiles.map((quantile) =>
        inUnitOfDomain(histogramQuantile(quantile, sumOfBuckets(selected, scope, by)), selected),
      )
    case 'value':
      return [inUnitOfDomain(keeping(joins[query.join](selector(selected, scope)), by), selected)]
    case 'top':
      return [topk(query.count, sumOfRates(selected, scope, by))]
    case 'heatmap':
      return [keeping(sum(increase(selector(selected, scope, '_bucket').range(scope.window))), ['le', ...by])]
  }
}

/** The condition of an alert, with its guard of traffic. `undefined` as for {@link expressionsOf}. */
export function conditionOf(alert: Alert, domain: ResolvedDomain, scope: Scope): string | undefined {
  const { when, bound } = alert
  if (when.show !== 'promql') {
    const condition = guarded({ ...alert, when }, domain, scope)
    return condition && String(condition)
  }
  const compiled = compileRaw(when, domain, scope)
  return compiled && `(${compiled.text}) ${comparison(bound)}`
}

/** An alert on a metric of the catalog. */
type MetricAlert = Alert & { readonly when: MetricQuery }

function guarded(alert: MetricAlert, domain: ResolvedDomain, scope: Scope): Expression | undefined {
  const [watched] = expressionsOf(alert.when, domain, scope) ?? []
  if (watched === undefined) return undefined
  const condition = either(compare(watched, alert.bound), newSeries(alert, domain, scope))
  if (alert.minimum === undefined) return condition
  const traffic = trafficOf(alert.when, domain, scope)
  return traffic === undefined ? undefined : and(condition, gte(traffic, n(alert.minimum)))
}

/** A query that tells the sources apart asks for both. */
function bothSources(scope: Scope, { by = [] }: MetricQuery): Scope {
  if (!by.includes('source')) return scope
  return { ...scope, matchers: scope.matchers.filter(({ label }) => label !== 'source') }
}

/** Rates of a counter, or of the count of a histogram, as a sum. */
function sumOfRates(selected: Selected, scope: Scope, by: readonly string[]): Expression {
  return keeping(sum(rate(counted(selected, scope).range(scope.window))), by)
}

/**
 * Series that begin with their first event: an increase from nothing is not seen by `increase`. A series that was there
 * before but not looked at, because its target was down or Prometheus was, is not new.
 */
function newSeries(
  { when, bound }: MetricAlert,
  domain: ResolvedDomain,
  scope: Scope,
): Expression | undefined {
  const selected = when.show === 'increase' && scope.scraped ? select(domain, when.of, when.where) : undefined
  if (selected === undefined) return undefined
  const by = [...scope.by, ...exportedLabels(selected.metric, when.by)]
  const before = counted(selected, scope).offset(scope.span)
  const watchedBefore = eq(vector('up').offset(scope.span), n(1))
  const begun = and(unless(counted(selected, scope), before), watchedBefore).on(['job', 'instance'])
  return compare(keeping(sum(begun), by), bound)
}

function either(one: Expression, other: Expression | undefined): Expression {
  return other === undefined ? one : or(one, other)
}

function compare(watched: Expression, bound: Bound): Expression {
  if ('above' in bound) return gt(watched, n(bound.above))
  if ('atLeast' in bound) return gte(watched, n(bound.atLeast))
  return lt(watched, n(bound.below))
}

function comparison(bound: Bound): string {
  if ('above' in bound) return `> (${bound.above})`
  return 'atLeast' in bound ? `>= (${bound.atLeast})` : `< (${bound.below})`
}

/** How many events stand behind the number: of the whole, or of the histogram. */
function trafficOf(query: MetricQuery, domain: ResolvedDomain, scope: Scope): Expression | undefined {
  const { of, where } = query.show === 'ratio' ? query.to : query
  const selected = select(domain, of, where)
  if (selected === undefined) return undefined
  const by = [...scope.by, ...exportedLabels(selected.metric, query.by)]
  if (isLevel(selected)) return amount(selected, scope, by)
  return keeping(sum(increase(counted(selected, scope).range(scope.window))), by)
}

function wholeOf(
  { to, by }: MetricQuery & { show: 'ratio' },
  domain: ResolvedDomain,
  scope: Scope,
): Expression | undefined {
  const whole = select(domain, to.of, to.where)
  return whole && amount(whole, scope, [...scope.by, ...exportedLabels(whole.metric, by)])
}

/** What a ratio divides: events per second, or the sum of a level. */
function amount(selected: Selected, scope: Scope, by: readonly string[]): Expression {
  return isLevel(selected) ? keeping(sum(selector(selected, scope)), by) : sumOfRates(selected, scope, by)
}

/** Panels and alerts speak the domain's unit, whatever the system exports. */
function inUnitOfDomain(value: Expression, { metric: { factor = 1 } }: Selected): Expression {
  return factor === 1 ? value : div(value, n(factor))
}

function isLevel({ metric }: Selected): boolean {
  return metric.type === 'gauge' || metric.type === 'upDownCounter'
}

function counted(selected: Selected, scope: Scope) {
  return selector(selected, scope, selected.metric.type === 'histogram' ? '_count' : '')
}

function sumOfBuckets(selected: Selected, scope: Scope, by: readonly string[]): Expression {
  return keeping(sum(rate(selector(selected, scope, '_bucket').range(scope.window))), ['le', ...by])
}

function keeping(aggregation: ReturnType<typeof sum>, by: readonly string[]): Expression {
  return by.length === 0 ? aggregation : aggregation.by([...new Set(by)])
}
