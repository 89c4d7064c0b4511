import type { ResolvedDomain, ResolvedLabel, ResolvedMetric } from '../../../catalog/index.ts'
import { all, children, type Node, type Parsed, read, unquoted } from './tree.ts'

/** A selector of the text, and the metric that it means. */
export interface Used {
  readonly node: Node
  readonly name: Node
  readonly metric: ResolvedMetric
  /** Of a histogram: `_bucket`, `_sum` or `_count`. */
  readonly suffix: string
}

/** One condition in the braces of a selector. */
export interface WrittenMatcher {
  readonly label: Node
  readonly name: string
  readonly is: string
  readonly value: string
}

/** Labels that Prometheus puts on every series. */
const targetLabels: readonly string[] = ['job', 'instance']

/** The selectors of a text with their metrics: these are named by their keys in the catalog. */
export function usedMetrics(parsed: Parsed, domain: ResolvedDomain): Used[] {
  return all(parsed.top, ({ name }) => name === 'VectorSelector').map((node) => {
    const name = node.getChild('Identifier')
    if (name === null) {
      throw new Error(`has the selector ${read(parsed, node)}: write the key of the metric before the braces`)
    }
    return { node, name, ...metricOf(read(parsed, name), domain) }
  })
}

function metricOf(written: string, domain: ResolvedDomain): Pick<Used, 'metric' | 'suffix'> {
  const exact = domain.metrics.find(({ key }) => key === written)
  if (exact?.type === 'histogram') {
    throw new Error(
      `selects the histogram ${written}: write ${written}_bucket, ${written}_sum or ${written}_count`,
    )
  }
  if (exact !== undefined) return { metric: exact, suffix: '' }
  const [, key, suffix = ''] = /^(.+)(_bucket|_sum|_count)$/.exec(written) ?? []
  const histogram = domain.metrics.find((metric) => metric.key === key && metric.type === 'histogram')
  if (histogram !== undefined) return { metric: histogram, suffix }
  const exported = domain.metrics.find(({ name }) => name === written.replace(/(_bucket|_sum|_count)$/, ''))
  if (exported !== undefined) {
    throw new Error(`selects ${written}: write its key ${exported.key}, so that renames are followed`)
  }
  const keys = domain.metrics.map(({ key: each }) => each).join(', ')
  throw new Error(`selects ${written}, which is no metric of the domain. It has ${keys}`)
}

/** The conditions of a selector. */
export function matchersOf(parsed: Parsed, { node }: Used): WrittenMatcher[] {
  const matchers = node.getChild('LabelMatchers')
  return (matchers === null ? [] : children(matchers)).map((matcher) => {
    const label = matcher.getChild('LabelName') ?? matcher.getChild('QuotedLabelName')
    const value = matcher.getChild('StringLiteral')
    const is = matcher.getChild('MatchOp')
    if (label === null || value === null || is === null) {
      throw new Error(`has ${read(parsed, matcher)} in braces, which is no condition on a label`)
    }
    return { label, name: unquoted(parsed, label), is: read(parsed, is), value: unquoted(parsed, value) }
  })
}

/** What a label of a metric is called in Prometheus; `false` where the system drops it, `undefined` where it has none. */
export function exportedName({ metric, suffix }: Used, label: string): string | false | undefined {
  const declared = declaredLabel(metric, label)
  if (declared !== undefined) return declared.attribute
  const given = Object.hasOwn(metric.constant ?? {}, label) || targetLabels.includes(label)
  return given || (label === 'le' && suffix === '_bucket') ? label : undefined
}

/** The declaration of a label. */
export function declaredLabel(metric: ResolvedMetric, label: string): ResolvedLabel | undefined {
  return metric.labels.find(({ key }) => key === label)
}

/** The sentence about a label that nobody has. */
export function noSuchLabel(label: string, used: readonly Used[]): Error {
  const [first] = used
  const has = used.flatMap(({ metric }) => metric.labels.map(({ key }) => key))
  const who = used.length === 1 && first !== undefined ? first.metric.key : 'what it selects'
  const known = has.length === 0 ? 'none' : [...new Set(has)].join(', ')
  return new Error(`asks for the label ${label}, which ${who} does not have. It has ${known}`)
}
