import { type VectorExprBuilder, vector } from '@grafana/promql-builder'
import type { Condition, ResolvedDomain, ResolvedMetric, Where } from '../../catalog/index.ts'
import { anyOf } from './any-of.ts'
import type { Matcher, Scope } from './scope.ts'

/** A metric of a system, as queries reach it. */
export interface Selected {
  readonly metric: ResolvedMetric
  readonly matchers: readonly Matcher[]
}

/**
 * The metric under its exported name with conditions under exported label names. `undefined` when the system does not
 * emit the metric, or has dropped a label that a condition needs: then the question cannot be asked.
 */
export function select(domain: ResolvedDomain, of: string, where: Where = {}): Selected | undefined {
  const metric = domain.metrics.find(({ key }) => key === of)
  if (metric === undefined) {
    throw new Error(
      `A panel or alert of the domain ${domain.key} asks for ${of}, which is no metric of it. It has ${domain.metrics.map(({ key }) => key).join(', ')}.`,
    )
  }
  if (!metric.emitted) return undefined
  const matchers: Matcher[] = []
  for (const [label, condition] of Object.entries(where)) {
    const attribute = exportedLabel(metric, label)
    // A label that is fixed to a value is on every series; one that is dropped can be asked for nothing.
    if (attribute === undefined) return undefined
    matchers.push(matcher(attribute, condition))
  }
  return { metric, matchers }
}

/** The exported name of a label; `undefined` when the metric drops it or never had it. */
function exportedLabel(metric: ResolvedMetric, label: string): string | undefined {
  const declared = metric.labels.find(({ key }) => key === label)
  if (declared !== undefined) return declared.attribute === false ? undefined : declared.attribute
  return Object.hasOwn(metric.constant ?? {}, label) ? label : undefined
}

/** The exported names of labels to keep; what the metric drops is left out. */
export function exportedLabels(metric: ResolvedMetric, labels: readonly string[] = []): string[] {
  return labels.flatMap((label) => exportedLabel(metric, label) ?? [])
}

/** The selector of one sample name of the metric: `suffix` is `_bucket` or `_count` for a histogram. */
export function selector({ metric, matchers }: Selected, scope: Scope, suffix = ''): VectorExprBuilder {
  return withMatchers(vector(metric.name + suffix), [...matchers, ...matchersFor(metric, scope)])
}

/** What the scope asks of every metric, and of this one because it has the label. */
export function matchersFor(metric: ResolvedMetric, { matchers, choices }: Scope): readonly Matcher[] {
  const exported = new Set<unknown>(metric.labels.map(({ attribute }) => attribute))
  return [...matchers, ...choices.filter(({ label }) => exported.has(label))]
}

/** Adds matchers to a selector. */
function withMatchers(selected: VectorExprBuilder, matchers: readonly Matcher[]): VectorExprBuilder {
  for (const { label, is, value } of matchers) {
    // The builder quotes a value as JSON does, which PromQL reads alike.
    if (is === '=') selected.label(label, value)
    else if (is === '!=') selected.labelNeq(label, value)
    else if (is === '=~') selected.labelMatchRegexp(label, value)
    else selected.labelNotMatchRegexp(label, value)
  }
  return selected
}

function matcher(label: string, condition: Condition): Matcher {
  if (typeof condition === 'string' || typeof condition === 'number') {
    return { label, is: '=', value: String(condition) }
  }
  if ('matches' in condition) return { label, is: '=~', value: condition.matches }
  if ('not' in condition) return { label, is: '!=', value: String(condition.not) }
  return { label, is: '=~', value: anyOf(condition) }
}
