import type { ResolvedDomain, SingleQuery } from '../../catalog/index.ts'
import { expressionsOf } from './expressions.ts'
import { compileRaw } from './raw/index.ts'
import type { Scope } from './scope.ts'
import { exportedLabels, select } from './selector.ts'

/** One expression of a query, and what its series are told apart by. */
export interface Answer {
  readonly text: string
  /** Exported names of the labels that the query keeps. */
  readonly labels: readonly string[]
  /** Whether it reads buckets, which carry exemplars. */
  readonly fromHistogram: boolean
}

/** A query as PromQL, one answer for each quantile; none when the system does not emit what it asks for. */
export function answersOf(query: SingleQuery, domain: ResolvedDomain, scope: Scope): readonly Answer[] {
  if (query.show === 'promql') {
    const compiled = compileRaw(query, domain, scope)
    return compiled === undefined ? [] : [compiled]
  }
  const expressions = expressionsOf(query, domain, scope)
  const selected = select(domain, query.of, query.where)
  if (expressions === undefined || selected === undefined) return []
  const labels = exportedLabels(selected.metric, query.by)
  const fromHistogram = query.show === 'quantile' || query.show === 'heatmap'
  return expressions.map((expression) => ({ text: String(expression), labels, fromHistogram }))
}

/** The exported name of a label of what a query answers; `undefined` where it has none. */
export function queryLabel(
  query: SingleQuery,
  domain: ResolvedDomain,
  label: string,
  scope: Scope,
): string | undefined {
  if (query.show === 'promql') return compileRaw({ ...query, by: [label] }, domain, scope)?.labels[0]
  const metric = select(domain, query.of)?.metric
  return metric && exportedLabels(metric, [label])[0]
}
