import { panelRules } from './panels.ts'
import { queryRules } from './queries.ts'
import type { DashboardRule } from './rule.ts'
import { variableRules } from './variables.ts'

export { leadsSomewhere } from './panels.ts'
export type { DashboardRule, SystemUnderRules } from './rule.ts'

/**
 * What every dashboard is held to: the rules of Grafana's dashboard linter under their own names, without an exception,
 * and ours.
 */
export const dashboardRules: readonly DashboardRule[] = [...variableRules, ...panelRules, ...queryRules]
