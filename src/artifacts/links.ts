import type { ResolvedDomain } from '../catalog/index.ts'
import type { Layout, PanelLink, Place } from './dashboards/index.ts'
import { telemetryHealth } from './layouts/index.ts'
import type { AlertRule, Links } from './rules/index.ts'
import { fileName, type RunbookEntry } from './runbooks/index.ts'

/** Time and variables of the dashboard that a link is on. */
const kept = `\${__url_time_range}&\${__all_variables}`

/** What links of panels are made from. */
export interface PanelLinksInput {
  readonly name: string
  readonly title: string
  readonly domains: readonly ResolvedDomain[]
  readonly layouts: readonly Layout[]
  /** Every panel of every dashboard. */
  readonly places: readonly Place[]
  readonly alerts: readonly AlertRule[]
  readonly entries: readonly RunbookEntry[]
  readonly runbookUrl: string | undefined
}

/**
 * Where a panel leads: to the runbooks of the alerts that watch it, to itself on the other dashboards, to everything of
 * its domain, and to whether it can be believed.
 */
export function panelLinks(input: PanelLinksInput): (place: Place) => PanelLink[] {
  const { name, title, domains, layouts } = input
  const isThere = (uid: string): boolean => layouts.some((layout) => layout.uid === uid)
  const first = layouts[0]
  const overview = isThere(`${name}-overview`)
    ? { title: `${title} Overview`, url: to(`${name}-overview`) }
    : first && { title: first.title, url: to(first.uid) }
  return (place) => {
    const domain = domains.find(({ key }) => key === place.domain)
    if (place.uid === telemetryHealth) {
      return [...runbookLinks(place, input), ...(overview === undefined ? [] : [overview])]
    }
    return [
      ...runbookLinks(place, input),
      ...elsewhere(place, input),
      ...(place.uid === `${name}-domains` || domain === undefined || !isThere(`${name}-domains`)
        ? []
        : [{ title: `All of ${domain.name.replaceAll('_', ' ')}`, url: to(`${name}-domains`) }]),
      { title: 'Telemetry Health', url: to(telemetryHealth) },
    ]
  }
}

function to(uid: string, panel?: number): string {
  return `/d/${uid}?${panel === undefined ? '' : `viewPanel=${panel}&`}${kept}`
}

/** The same panel on other dashboards; the one with everything has a link of its own. */
function elsewhere({ uid, panel, domain }: Place, { name, places, layouts }: PanelLinksInput): PanelLink[] {
  return layouts.flatMap((layout) => {
    const there = places.find(
      (each) => each.uid === layout.uid && each.panel === panel && each.domain === domain,
    )
    return layout.uid === uid || layout.uid === `${name}-domains` || there === undefined
      ? []
      : [{ title: `On ${layout.title}`, url: to(layout.uid, there.id) }]
  })
}

/** Every alert that leads to this panel, on whichever dashboard. */
function runbookLinks(place: Place, input: PanelLinksInput): PanelLink[] {
  const { name, places, alerts, entries, runbookUrl } = input
  const same = places.filter(({ panel, domain }) => panel === place.panel && domain === place.domain)
  const watching = alerts.filter(({ panel }) =>
    same.some(({ uid, id }) => panel?.uid === uid && panel.id === id),
  )
  const names = new Set(watching.map(({ alert }) => alert))
  return entries
    .filter(({ alert }) => names.has(alert))
    .map(({ alert, id }) => ({
      title: `Runbook: ${alert}`,
      // In Grafana a path would be one of Grafana's own.
      url:
        runbookUrl !== undefined && URL.canParse(runbookUrl)
          ? runbookUrl + fileName(alert)
          : to(`${name}-runbooks`, id),
    }))
}

/** What annotations of alerts are made from. */
export interface AlertLinksInput {
  readonly name: string
  readonly entries: readonly RunbookEntry[]
  readonly grafanaUrl: string
  readonly runbookUrl: string | undefined
}

/** Where alerts lead: whole URLs, since whoever reads them is not in Grafana yet. */
export function alertLinks({ name, entries, grafanaUrl, runbookUrl }: AlertLinksInput): Links {
  const panel = (uid: string, id: number) => `${grafanaUrl}/d/${uid}?viewPanel=${id}`
  return {
    panel,
    runbook: (alert) => {
      if (runbookUrl !== undefined) return runbookUrl + fileName(alert)
      return panel(`${name}-runbooks`, entries.find((each) => each.alert === alert)?.id ?? 1)
    },
  }
}
