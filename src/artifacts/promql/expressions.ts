import {
  avg,
  div,
  histogramQuantile,
  increase,
  max,
  min,
  mul,
  n,
  or,
  rate,
  sum,
  topk,
} from '@grafana/promql-builder'
import type { MetricQuery, ResolvedDomain } from '../../catalog/index.ts'
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

/** A query that tells the sources apart asks for both. */
function bothSources(scope: Scope, { by = [] }: MetricQuery): Scope {
  if (!by.includes('source')) return scope
  return { ...scope, matchers: scope.matchers.filter(({ label }) => label !== 'source') }
}

/** Rates of a counter, or of the count of a histogram, as a sum. */
function sumOfRates(selected: Selected, scope: Scope, by: readonly string[]): Expression {
  return keeping(sum(rate(counted(selected, scope).range(scope.window))), by)
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
export function amount(selected: Selected, scope: Scope, by: readonly string[]): Expression {
  return isLevel(selected) ? keeping(sum(selector(selected, scope)), by) : sumOfRates(selected, scope, by)
}

/** Panels and alerts speak the domain's unit, whatever the system exports. */
function inUnitOfDomain(value: Expression, { metric: { factor = 1 } }: Selected): Expression {
  return factor === 1 ? value : div(value, n(factor))
}

/** Whether it says how much there is, and not how often something happened. */
export function isLevel({ metric }: Selected): boolean {
  return metric.type === 'gauge' || metric.type === 'upDownCounter'
}

/** The series that count events: of a histogram its count. */
export function counted(selected: Selected, scope: Scope) {
  return selector(selected, scope, selected.metric.type === 'histogram' ? '_count' : '')
}

function sumOfBuckets(selected: Selected, scope: Scope, by: readonly string[]): Expression {
  return keeping(sum(rate(selector(selected, scope, '_bucket').range(scope.window))), ['le', ...by])
}

/** The aggregation by labels, each once. */
export function keeping(aggregation: ReturnType<typeof sum>, by: readonly string[]): Expression {
  return by.length === 0 ? aggregation : aggregation.by([...new Set(by)])
}
