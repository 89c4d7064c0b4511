import type { AlertSeverity, Runbook } from '../../catalog/index.ts'

/** A rule that writes a new series. */
export interface RecordingRule {
  readonly record: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
}

/** A rule that fires, and what its runbook page says. */
export interface AlertRule {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly severity: AlertSeverity
  readonly labels: Readonly<Record<string, string>>
  readonly summary: string
  /** With Prometheus' templates in it. */
  readonly description: string
  /** The template of the number. */
  readonly value: string
  readonly runbook: Runbook
  /** A panel that shows it, where there is one: dashboard and panel id. */
  readonly panel?: { readonly uid: string; readonly id: number }
}

/** Rules that are evaluated together, in order. */
export interface RuleGroup {
  readonly name: string
  readonly rules: readonly (RecordingRule | AlertRule)[]
}
