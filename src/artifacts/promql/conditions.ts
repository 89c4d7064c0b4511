import { and, eq, increase, n, sum, unless, vector } from '@grafana/promql-builder'
import type { Alert, Bound, MetricQuery, Minimum, ResolvedDomain } from '../../catalog/index.ts'
import { answersOf } from './answers.ts'
import { amount, counted, type Expression, expressionsOf, isLevel, keeping } from './expressions.ts'
import { compileRaw } from './raw/index.ts'
import type { Scope } from './scope.ts'
import { exportedLabels, select } from './selector.ts'

/** The condition of an alert, with its guard of traffic. `undefined` as for {@link expressionsOf}. */
export function conditionOf(alert: Alert, domain: ResolvedDomain, scope: Scope): string | undefined {
  const condition = exceeding(alert, domain, scope)
  if (condition === undefined || alert.minimum === undefined) return condition
  const guard = guardOf(alert.when, alert.minimum, domain, scope)
  return guard && `(${condition}) and ${guard}`
}

/** Where what is watched is past its bound. */
function exceeding({ when, bound }: Alert, domain: ResolvedDomain, scope: Scope): string | undefined {
  const past = (watched: Expression | string): string => `(${watched}) ${comparison(bound)}`
  if (when.show === 'promql') {
    const compiled = compileRaw(when, domain, scope)
    return compiled && past(compiled.text)
  }
  const [watched] = expressionsOf(when, domain, scope) ?? []
  if (watched === undefined) return undefined
  const begun = newSeries(when, domain, scope)
  return begun === undefined ? past(watched) : `(${past(watched)}) or (${past(begun)})`
}

function comparison(bound: Bound): string {
  if ('above' in bound) return `> (${bound.above})`
  return 'atLeast' in bound ? `>= (${bound.atLeast})` : `< (${bound.below})`
}

/** How much must have been counted for the condition to mean something, by labels that it has, too. */
function guardOf(
  when: Alert['when'],
  minimum: Minimum,
  domain: ResolvedDomain,
  scope: Scope,
): string | undefined {
  if (typeof minimum === 'number') {
    if (when.show === 'promql') {
      throw new Error(
        `An alert of the domain ${domain.key} watches PromQL and has the minimum ${minimum}. PromQL does not tell what that counts: say { of, count }.`,
      )
    }
    const traffic = trafficOf(when, domain, scope)
    return traffic && `((${traffic}) >= (${minimum}))`
  }
  const { of, count } = minimum
  const missing = of.by?.find((label) => !when.by?.includes(label))
  if (missing !== undefined) {
    throw new Error(
      `An alert of the domain ${domain.key} has a minimum by ${missing}, which what it watches is not by: no two series would match.`,
    )
  }
  const [traffic] = answersOf(of, domain, scope)
  return traffic && `on(${[...scope.by, ...traffic.labels].join(', ')}) ((${traffic.text}) >= (${count}))`
}

/**
 * Series that begin with their first event: an increase from nothing is not seen by `increase`. A series that was there
 * before but not looked at, because its target was down or Prometheus was, is not new.
 */
function newSeries(query: MetricQuery, domain: ResolvedDomain, scope: Scope): Expression | undefined {
  const isLookedFor = query.show === 'increase' && scope.scraped
  const selected = isLookedFor ? select(domain, query.of, query.where) : undefined
  if (selected === undefined) return undefined
  const by = [...scope.by, ...exportedLabels(selected.metric, query.by)]
  const before = counted(selected, scope).offset(scope.span)
  const watchedBefore = eq(vector('up').offset(scope.span), n(1))
  const begun = and(unless(counted(selected, scope), before), watchedBefore).on(['job', 'instance'])
  return keeping(sum(begun), by)
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
