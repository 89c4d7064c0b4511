import { DEFAULT_WINDOW, type ResolvedDomain } from '../../catalog/index.ts'
import type { Place } from '../dashboards/index.ts'
import { conditionOf, ruleScope, type Source } from '../promql/index.ts'
import { descriptionOf, runbookOf, summaryOf, valueTemplate } from './alert-text.ts'
import type { Pace } from './pace.ts'
import type { AlertRule, RuleGroup } from './rule.ts'

/** What the rules of a domain are made with. */
export interface DomainAlertsInput {
  readonly system: string
  readonly domain: ResolvedDomain
  /** `service.name` of the processes of the system. */
  readonly jobs: readonly string[]
  /** Whether processes of other systems have these metrics, too. Default false: names tell systems apart. */
  readonly isShared?: boolean
  /** `null` where the series carry no source. */
  readonly source: Source | null
  readonly places: readonly Place[]
  readonly pace: Pace
}

/** The alerts of one domain as rules. What the system does not emit is not watched. */
export function domainAlerts(input: DomainAlertsInput): RuleGroup {
  const { system, domain, jobs, isShared = false, source, places, pace } = input
  // By key, not by name: a system may have one domain twice, and groups of one name are refused.
  const name = domain.key.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  const rules = Object.entries(domain.alerts).flatMap(([key, alert]): AlertRule[] => {
    const paced = alert.minimum === undefined ? alert : { ...alert, minimum: pace.minimum(alert.minimum) }
    const scope = ruleScope({
      source,
      jobs,
      isShared,
      window: pace.duration(alert.window ?? DEFAULT_WINDOW),
      duration: (written) => pace.duration(written),
    })
    const condition = conditionOf(paced, domain, scope)
    if (condition === undefined) return []
    const panel = domain.panels[alert.panel]
    const place = places.find((each) => each.domain === domain.key && each.panel === panel)
    return [
      {
        alert: alertName(key),
        expr: condition,
        for: pace.duration(alert.for),
        severity: alert.severity,
        labels: { system, domain: name },
        summary: summaryOf(alert),
        description: descriptionOf(alert, domain, scope),
        value: valueTemplate(alert.unit),
        runbook: runbookOf(alert),
        ...(place && { panel: { uid: place.uid, id: place.id } }),
      },
    ]
  })
  return { name: `${system}-${name}`, rules }
}

/** `highErrorRate` → `HighErrorRate`. */
export function alertName(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1)
}
