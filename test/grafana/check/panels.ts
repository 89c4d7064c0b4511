import { GrafanaError } from '../../../src/grafana/index.ts'
import { type Dashboard, type PanelQuery, panelQueries } from '../panel-queries.ts'
import { fillVariables, initialValues, type TimeRange } from '../variables.ts'
import { type Finding, ok, problem } from './finding.ts'
import type { Prometheus } from './prometheus.ts'

/** Whether the queries of each panel give something, with the variables as they are when the dashboard is opened. */
export async function* checkPanels(
  prometheus: Prometheus,
  dashboard: Dashboard,
  range: TimeRange,
): AsyncGenerator<Finding> {
  const queries = panelQueries(dashboard)
  for (const title of new Set(queries.map(({ panel }) => panel))) {
    const name = `panel ${dashboard.title} / ${title}`
    const problems: string[] = []
    for (const query of queries.filter(({ panel }) => panel === title))
      problems.push(...(await checkQuery(prometheus, dashboard, query, range)))
    yield problems.length === 0 ? ok(`${name} has data`) : problem(`${name}: ${problems.join(' ')}`)
  }
}

async function checkQuery(
  prometheus: Prometheus,
  dashboard: Dashboard,
  { refId, expr, instant }: PanelQuery,
  range: TimeRange,
): Promise<string[]> {
  const filled = fillVariables(expr, initialValues(dashboard), range)
  try {
    if ((await prometheus.countSeries(filled, range, { instant })) > 0) return []
    return [`query ${refId} gives nothing (${filled}). Has this happened yet, and is its source scraped?`]
  } catch (error) {
    if (!(error instanceof GrafanaError) || error.kind !== 'refused') throw error
    return [`query ${refId} is refused (${filled}): ${error.message}`]
  }
}
