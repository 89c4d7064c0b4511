export type { AlertRule, AlertRuleChange, AlertStep, StoredAlertRule } from './alert-rules.ts'
export type { DataSource, FoundDashboard, GrafanaHealth, StoredDashboard } from './answers.ts'
export {
  createGrafanaClient,
  type DashboardSearch,
  type DataSourceRequest,
  type GrafanaClient,
} from './client.ts'
export type { DashboardChange, NewDashboard, Saved } from './dashboards.ts'
export { GrafanaError, type GrafanaErrorFacts, type GrafanaErrorKind } from './error.ts'
export type { NewFolder } from './folders.ts'
export type { GrafanaClientOptions, GrafanaCredentials } from './options.ts'
