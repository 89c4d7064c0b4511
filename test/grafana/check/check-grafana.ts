import type { GrafanaClient } from '../../../src/grafana/index.ts'
import type { Dashboard } from '../panel-queries.ts'
import type { TimeRange } from '../variables.ts'
import { checkDashboards } from './dashboards.ts'
import { followExemplar } from './exemplars.ts'
import { type Finding, ok, problem } from './finding.ts'
import { checkPanels } from './panels.ts'
import { Prometheus } from './prometheus.ts'
import { checkSpanLinks } from './span-links.ts'

const HOUR = 3_600

export interface CheckOptions {
  readonly grafana: GrafanaClient
  readonly dashboards: readonly Dashboard[]
  /** Seconds since 1970. */
  readonly now: number
}

/** Every check, as its finding comes. What makes all further ones impossible is a `GrafanaError`. */
export async function* checkGrafana({ grafana, dashboards, now }: CheckOptions): AsyncGenerator<Finding> {
  const { version, database } = await grafana.health()
  yield database === 'ok'
    ? ok(`Grafana ${version} answers`)
    : problem(
        `Grafana ${version} does not reach its own database, and says "${database}". Look into its log.`,
      )
  const dataSources = await grafana.dataSources()
  yield* checkDashboards(grafana, dashboards)
  // What the variable $datasource of a dashboard starts with.
  const ofPrometheus = dataSources.filter(({ type }) => type === 'prometheus')
  const metrics = ofPrometheus.find(({ isDefault }) => isDefault) ?? ofPrometheus[0]
  if (metrics === undefined) {
    yield problem('there is no data source of type prometheus. Is grafana/provisioning/datasources mounted?')
    return
  }
  const prometheus = new Prometheus(grafana, metrics)
  const { scrapeInterval } = prometheus
  const range: TimeRange = { from: now - HOUR, to: now, step: scrapeInterval, scrapeInterval }
  for (const dashboard of dashboards) yield* checkPanels(prometheus, dashboard, range)
  const { finding, reached } = await followExemplar({
    grafana,
    prometheus,
    dataSources,
    metrics,
    dashboards,
    range,
  })
  yield finding
  if (reached !== undefined) yield* checkSpanLinks(prometheus, reached.source, reached.span, now)
}
