import { type GrafanaClient, GrafanaError } from '../../../src/grafana/index.ts'
import { type Dashboard, panelQueries } from '../panel-queries.ts'
import { type Finding, note, ok, problem } from './finding.ts'

/** Every shipped dashboard carries it. */
const TAG = 'spanmeter'

/** Whether each dashboard is in Grafana, and as its file says; then those that no file holds any more. */
export async function* checkDashboards(
  grafana: GrafanaClient,
  shipped: readonly Dashboard[],
): AsyncGenerator<Finding> {
  for (const dashboard of shipped) yield await checkDashboard(grafana, dashboard)
  const uids = new Set(shipped.map(({ uid }) => uid))
  for (const { uid, title } of await grafana.searchDashboards({ tag: TAG })) {
    if (!uids.has(uid)) yield note(`dashboard ${title} (${uid}) has the tag ${TAG}, and no file here.`)
  }
}

async function checkDashboard(grafana: GrafanaClient, shipped: Dashboard): Promise<Finding> {
  const name = `dashboard ${shipped.title}`
  const stored = await grafana.dashboard(shipped.uid).catch((error: unknown) => {
    if (error instanceof GrafanaError && error.kind === 'not_found') return undefined
    throw error
  })
  if (stored === undefined)
    return problem(
      `${name} (${shipped.uid}) is not there. Is grafana/dashboards mounted, and GRAFANA_DASHBOARDS its place in Grafana?`,
    )
  const differences = differencesOf(shipped, stored.model as unknown as Dashboard) // What it lacks is a difference.
  if (differences.length === 0) return ok(`${name} is as its file says`)
  const told = differences.slice(0, 3).join(', ')
  const more = differences.length > 3 ? ` and ${differences.length - 3} more` : ''
  return problem(
    `${name} is not as its file says (${told}${more}). ${stored.provisioned ? 'Grafana reads files every 30 s: wait, or restart it.' : 'It was not read from a file: delete it in Grafana, then restart it.'}`,
  )
}

/** Of what is asked and under which title; how Grafana rewrites the rest is its own affair. */
function differencesOf(shipped: Dashboard, stored: Dashboard): string[] {
  const asked = partsOf(shipped)
  const kept = partsOf(stored)
  return [
    ...[...asked].flatMap(([part, content]) => {
      if (!kept.has(part)) return [`${part} is missing`]
      return kept.get(part) === content ? [] : [`${part} differs`]
    }),
    ...[...kept.keys()].flatMap((part) => (asked.has(part) ? [] : [`${part} is not in the file`])),
  ]
}

function partsOf(dashboard: Dashboard): Map<string, string> {
  return new Map([
    ['the title', dashboard.title],
    ...(dashboard.templating?.list ?? []).map(
      // Grafana may keep what a file leaves out as an empty text.
      ({ name, type, definition = '' }) => [`variable ${name}`, `${type} ${definition}`] as const,
    ),
    ...panelQueries(dashboard).map(
      ({ panel, refId, expr, instant, exemplar }) =>
        [`query ${refId} of ${panel}`, `${expr} ${instant} ${exemplar}`] as const,
    ),
  ])
}
