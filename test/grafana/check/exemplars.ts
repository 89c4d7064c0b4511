import type { DataSource, GrafanaClient } from '../../../src/grafana/index.ts'
import { type Dashboard, panelQueries } from '../panel-queries.ts'
import { fillVariables, initialValues, type TimeRange } from '../variables.ts'
import { type Finding, ok, problem } from './finding.ts'
import type { Exemplar, Prometheus } from './prometheus.ts'
import { type Span, spansOf } from './traces.ts'

const MOST_TRIED = 20
/** Seconds after which spans are in Jaeger, if they come at all: they leave in batches. */
const SETTLED = 30

export interface Followed {
  readonly finding: Finding
  /** The span that the exemplar is of, and where it was found. */
  readonly reached?: { readonly span: Span; readonly source: DataSource }
}

interface Destination {
  readonly name?: string
  readonly datasourceUid?: string
}

export interface ExemplarOptions {
  readonly grafana: GrafanaClient
  readonly prometheus: Prometheus
  readonly dataSources: readonly DataSource[]
  /** Its setting `exemplarTraceIdDestinations` says where exemplars lead. */
  readonly metrics: DataSource
  readonly dashboards: readonly Dashboard[]
  readonly range: TimeRange
}

/** Goes the way of a click on an exemplar of a panel: from its label to the data source, and to the trace in it. */
export async function followExemplar(options: ExemplarOptions): Promise<Followed> {
  const { grafana, dataSources, metrics, range } = options
  // What is no list is none.
  const destinations = (metrics.settings.exemplarTraceIdDestinations ?? []) as readonly Destination[]
  const [destination] = destinations.filter(({ datasourceUid }) => datasourceUid !== undefined)
  if (destination === undefined)
    return failed(
      `data source ${metrics.name} leads exemplars nowhere. Provision it with grafana/provisioning/datasources.`,
    )
  const source = dataSources.find(({ uid }) => uid === destination.datasourceUid)
  if (source?.type !== 'jaeger')
    return failed(
      `data source ${metrics.name} leads exemplars to ${destination.datasourceUid}, which is no data source of type jaeger.`,
    )
  const label = destination.name ?? ''
  const exemplars = await exemplarsOf(options)
  if (exemplars.length === 0)
    return failed(
      'no panel has an exemplar in the last hour. Does Prometheus keep them (--enable-feature=exemplar-storage), and was anything sampled?',
    )
  const leading = exemplars.filter(({ labels }) => labels[label])
  if (leading.length === 0)
    return failed(
      `no exemplar has the label ${label}, by which ${metrics.name} finds the trace; they have ${Object.keys(exemplars[0]?.labels ?? {}).join(', ')}.`,
    )
  for (const { series, labels } of likeliestFirst(leading, range.to).slice(0, MOST_TRIED)) {
    const traceId = labels[label] ?? ''
    const spans = await spansOf(grafana, source, traceId)
    const span = spans.find(({ spanId }) => spanId === labels.span_id)
    if (span !== undefined) {
      const way = `exemplar of ${series.__name__} leads to trace ${traceId} in ${source.name}`
      const count = spans.length === 1 ? '1 span' : `${spans.length} spans`
      return {
        finding: ok(`${way}: ${count}, its own of ${span.name} among them`),
        reached: { span, source },
      }
    }
  }
  return failed(
    `${source.name} knows none of the spans of ${Math.min(leading.length, MOST_TRIED)} exemplars. Do traces reach it, and does it keep them long enough?`,
  )
}

/** The newest whose spans have arrived by now; of those whose spans may be on their way, the oldest. */
function likeliestFirst(newestFirst: readonly Exemplar[], now: number): Exemplar[] {
  const isSettled = ({ time }: Exemplar) => time < now - SETTLED
  const fresh = newestFirst.filter((exemplar) => !isSettled(exemplar))
  return [...newestFirst.filter(isSettled), ...fresh.reverse()]
}

async function exemplarsOf({ prometheus, dashboards, range }: ExemplarOptions): Promise<Exemplar[]> {
  for (const dashboard of dashboards) {
    for (const { expr, exemplar } of panelQueries(dashboard)) {
      if (!exemplar) continue
      const query = fillVariables(expr, initialValues(dashboard), range)
      const found = await prometheus.exemplars(query, range)
      if (found.length > 0) return found
    }
  }
  return []
}

function failed(sentence: string): Followed {
  return { finding: problem(sentence) }
}
