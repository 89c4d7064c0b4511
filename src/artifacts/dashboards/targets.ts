import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import type { Drawing, Panel, ResolvedDomain, SingleQuery } from '../../catalog/index.ts'
import { answersOf, type Scope } from '../promql/index.ts'
import { datasource } from './variables.ts'

/** One line of a panel: an expression, and what the line is called. */
interface Line {
  readonly expression: string
  readonly legend: string
  readonly fromHistogram: boolean
}

/** The queries of a panel in one domain; none when the system does not emit what it asks for. */
export function targetsOf(
  panel: Panel,
  drawn: Drawing,
  domain: ResolvedDomain,
  scope: Scope,
): DataqueryBuilder[] {
  // Bars show the time on screen; lines count per interval.
  const counted = { ...scope, span: drawn === 'bars' || drawn === 'stat' ? '$__range' : '$interval' }
  return linesOf(panel, domain, counted).map(({ expression, legend, fromHistogram }, index) => {
    const query = new DataqueryBuilder()
      .refId(refId(index))
      .datasource(datasource)
      .expr(expression)
      .legendFormat(legend)
      .exemplar(fromHistogram)
    if (drawn === 'heatmap') query.format(PromQueryFormat.Heatmap)
    return drawn === 'bars' ? query.instant() : query.range()
  })
}

function linesOf({ query, title }: Panel, domain: ResolvedDomain, scope: Scope): Line[] {
  if (query.show !== 'compare') return linesOfOne(query, title, domain, scope)
  return Object.entries(query.queries).flatMap(([name, each]) =>
    linesOfOne(each, name, domain, scope).map((line) => ({ ...line, legend: named(line.legend, name) })),
  )
}

/** What is compared has its name beside that of the series: they have the same labels. */
function named(legend: string, name: string): string {
  return legend === name ? name : `${legend} ${name}`
}

function linesOfOne(query: SingleQuery, name: string, domain: ResolvedDomain, scope: Scope): Line[] {
  return answersOf(query, domain, scope).map(({ text, labels, fromHistogram }, index) => {
    const braced = labels.map((label) => `{{${label}}}`)
    const legend = query.show === 'heatmap' ? '{{le}}' : legendOf(braced, quantileName(query, index), name)
    return { expression: text, legend, fromHistogram }
  })
}

function legendOf(labels: readonly string[], quantile: string | undefined, name: string): string {
  const parts = [...labels, ...(quantile === undefined ? [] : [quantile])]
  return parts.length === 0 ? name : parts.join(' ')
}

function quantileName(query: SingleQuery, index: number): string | undefined {
  if (query.show !== 'quantile' || query.quantiles.length < 2) return undefined
  const quantile = query.quantiles[index] ?? 0
  return `P${Number((quantile * 100).toFixed(3))}`
}

/** A, B, … Z, AA: Grafana's own names of queries. */
function refId(index: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (index % 26))
  return index < 26 ? letter : refId(Math.floor(index / 26) - 1) + letter
}
