export {
  type Alert,
  type AlertSeverity,
  type Bound,
  DEFAULT_WINDOW,
  type Duration,
  defineAlerts,
  type Minimum,
  type Runbook,
} from './alert.ts'
export { checkViews, type Views } from './check-views.ts'
export { type Drawing, definePanels, type Panel, type PanelUnit } from './panel.ts'
export type { CompareQuery, Condition, MetricQuery, PromqlQuery, Query, SingleQuery, Where } from './query.ts'
