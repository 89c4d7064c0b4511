import { and, eq, gt, gte, increase, lt, n, or, sum, unless, vector } from '@grafana/promql-builder'
import type { Alert, Bound, MetricQuery, Minimum, ResolvedDomain } from '../../catalog/index.ts'
import { answersOf } from './answers.ts'
import { amount, counted, type Expression, expressionsOf, isLevel, keeping } from './expressions.ts'
import { compileRaw } from './raw/index.ts'
import type { Scope } from './scope.ts'
import { exportedLabels, select } from './selector.ts'

/** The condition of an alert, with its guard of traffic. `undefined` as for {@link expressionsOf}. */
export function conditionOf(alert: Alert, domain: ResolvedDomain, scope: Scope): string | undefined {
  const { when, minimum } = alert
  if (typeof minimum === 'object') return withOwnGuard(alert, minimum, domain, scope)
  if (when.show !== 'promql') {
    const condition = guarded({ ...alert, when, minimum }, domain, scope)
    return condition && String(condition)
  }
  if (minimum === undefined) return unguarded(alert, domain, scope)
  throw new Error(
    `An alert of the domain ${domain.key} watches PromQL and has the minimum ${minimum}. PromQL does not tell what that counts: say { of, count }.`,
  )
}

/** A condition and how much must have been counted for it to mean something, both by the same labels. */
function withOwnGuard(
  alert: Alert,
  { of, count }: Exclude<Minimum, number>,
  domain: ResolvedDomain,
  scope: Scope,
): string | undefined {
  const missing = of.by?.find((label) => !alert.when.by?.includes(label))
  if (missing !== undefined) {
    throw new Error(
      `An alert of the domain ${domain.key} has a minimum by ${missing}, which what it watches is not by: no two series would match.`,
    )
  }
  const condition = unguarded(alert, domain, scope)
  const [traffic] = answersOf(of, domain, scope)
  if (condition === undefined || traffic === undefined) return undefined
  const labels = [...scope.by, ...traffic.labels].join(', ')
  return `(${condition}) and on(${labels}) ((${traffic.text}) >= (${count}))`
}

function unguarded({ when, ...alert }: Alert, domain: ResolvedDomain, scope: Scope): string | undefined {
  if (when.show === 'promql') {
    const compiled = compileRaw(when, domain, scope)
    return compiled && `(${compiled.text}) ${comparison(alert.bound)}`
  }
  const condition = guarded({ ...alert, when, minimum: undefined }, domain, scope)
  return condition && String(condition)
}

/** An alert on a metric of the catalog. */
interface MetricAlert {
  readonly when: Extract<Alert['when'], MetricQuery>
  readonly bound: Bound
  readonly minimum: number | undefined
}

function guarded(alert: MetricAlert, domain: ResolvedDomain, scope: Scope): Expression | undefined {
  const [watched] = expressionsOf(alert.when, domain, scope) ?? []
  if (watched === undefined) return undefined
  const condition = either(compare(watched, alert.bound), newSeries(alert, domain, scope))
  if (alert.minimum === undefined) return condition
  const traffic = trafficOf(alert.when, domain, scope)
  return traffic === undefined ? undefined : and(condition, gte(traffic, n(alert.minimum)))
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
