import type { DataSource } from '../../../src/grafana/index.ts'
import { fillVariables, type TimeRange } from '../variables.ts'
import { type Finding, ok, problem } from './finding.ts'
import type { Prometheus } from './prometheus.ts'
import type { Span } from './traces.ts'

/** The setting `tracesToMetrics` of a data source of traces. */
interface TracesToMetrics {
  readonly tags?: readonly { readonly key: string; readonly value?: string }[]
  readonly queries?: readonly { readonly name?: string; readonly query?: string }[]
}

/** Whether each link from a span to metrics shows something: the way back from the trace. */
export async function* checkSpanLinks(
  prometheus: Prometheus,
  { settings, name: traces }: DataSource,
  span: Span,
  now: number,
): AsyncGenerator<Finding> {
  const { tags = [], queries = [] } = (settings.tracesToMetrics ?? {}) as TracesToMetrics // Else, there are no links.
  if (queries.length === 0)
    yield problem(`data source ${traces} leads no span to metrics. Provision it with grafana/provisioning.`)
  // Fifteen minutes around the span, as the links have it.
  const { scrapeInterval } = prometheus
  const range: TimeRange = {
    from: span.start - 900,
    to: Math.min(span.start + 900, now),
    step: scrapeInterval,
    scrapeInterval,
  }
  for (const { name = '', query = '' } of queries) {
    const expr = asOfSpan(query, tags, span)
    const filled = fillVariables(expr, {}, range)
    const count = await prometheus.countSeries(filled, range, { instant: false })
    const link = `from span ${span.name} to metrics, "${name}"`
    yield count > 0 ? ok(`${link}: ${count} series`) : problem(`${link} gives nothing (${filled}).`)
  }
}

/** What Grafana puts in of a span: `$__tags`, renamed as configured, and single tags. */
function asOfSpan(query: string, tags: NonNullable<TracesToMetrics['tags']>, span: Span): string {
  const all: Readonly<Record<string, string>> = { ...span.tags, name: span.name }
  const matchers = tags.flatMap(({ key, value }) => {
    const held = all[key]
    return held === undefined ? [] : [`${value || key}="${held}"`]
  })
  return query
    .replace(/\$__tags\b|\$\{__tags\}/g, () => matchers.join(', '))
    .replace(/\$\{__span\.tags\["([^"]+)"\]\}/g, (_, key) => span.tags[key] ?? '')
}
