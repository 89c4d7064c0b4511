import type { PanelUnit } from './panel.ts'
import type { IncreaseQuery, PromqlQuery, QuantileQuery, RateQuery, RatioQuery, ValueQuery } from './query.ts'
import type { CountedQueryOf, ViewedCatalog, WatchedQueryOf } from './typed-query.ts'

/** `critical` wakes somebody; `warning` waits for working hours. */
export type AlertSeverity = 'critical' | 'warning'

/** What an alert watches: one number per series. */
export type WatchedQuery = RateQuery | IncreaseQuery | RatioQuery | QuantileQuery | ValueQuery | PromqlQuery

/** What whoever was woken wants to know. `{bound}`, `{for}` and `{window}` stand for the alert's own, as in its other texts. */
export interface Runbook {
  /** What has happened, in one or two sentences. */
  readonly meaning: string
  /** What users notice. */
  readonly impact: string
  /** Where to look, most likely first. */
  readonly look: readonly string[]
  /** What helps. */
  readonly mend: readonly string[]
}

/** When the number is too much, or too little. Exactly one of the three. */
export type Bound = { readonly above: number } | { readonly atLeast: number } | { readonly below: number }

/** The window of an alert that names none. */
export const DEFAULT_WINDOW: Duration = '5m'

/**
 * In every text `{bound}`, `{for}` and `{window}` stand for what the alert says, so that it is right also where a system
 * says otherwise by `with`.
 */
interface AlertText {
  /** One line. */
  readonly summary: string
  /** A sentence. `{value}` stands for the number, too, and `{service}` for a label that is in `by`. */
  readonly description: string
  readonly unit: PanelUnit
  readonly bound: Bound
  /** What rates, ratios and quantiles look at. Default `5m`. */
  readonly window?: Duration
  /** How long it must be so. `0s` for what has happened once and is enough. */
  readonly for: Duration
  readonly severity: AlertSeverity
  readonly runbook: Runbook
}

/**
 * Silent while fewer events than this came in the window (of a ratio of gauges: while the whole is smaller). What is
 * behind PromQL of one's own only its writer knows: he says what is counted, too.
 *
 * @example
 * const minimum = { of: { show: 'increase', of: 'sent', by: ['kind'] }, count: 10 }
 */
export type Minimum<Query = IncreaseQuery | PromqlQuery> =
  | number
  | { readonly of: Query; readonly count: number }

/** As Prometheus writes it: `5m`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd'}`

/** One alert, as plain data. It speaks for each job by itself. */
export interface Alert extends AlertText {
  readonly when: WatchedQuery
  readonly minimum?: Minimum
  /** Key of the panel that shows what it watches. */
  readonly panel: string
}

/** An alert whose query and panel are held to its catalog by types. */
export interface AlertOf<C extends ViewedCatalog, PanelKey extends string> extends AlertText {
  readonly when: WatchedQueryOf<C>
  readonly minimum?: Minimum<CountedQueryOf<C>>
  readonly panel: PanelKey
}

/**
 * The alerts of a domain, beside its catalog and its panels. The key becomes the name: `highErrorRate` is the alert
 * `HighErrorRate`.
 *
 * @example
 * const mailAlerts = defineAlerts(mailCatalog, mailPanels, {
 *   mailsFail: {
 *     summary: 'Mails fail', description: '{value} of the mails fail.', unit: 'percentunit',
 *     when: { show: 'ratio', of: 'sent', where: { result: 'failed' }, to: { of: 'sent' } },
 *     bound: { above: 0.1 }, for: '5m', severity: 'warning', minimum: 20, panel: 'sent',
 *     runbook: { meaning: '…', impact: '…', look: ['…'], mend: ['…'] },
 *   },
 * })
 */
export function defineAlerts<C extends ViewedCatalog, PanelKey extends string, const Key extends string>(
  _catalog: C,
  _panels: { readonly [K in PanelKey]: unknown },
  alerts: { readonly [K in Key]: AlertOf<C, NoInfer<PanelKey>> },
): { readonly [K in Key]: Alert } {
  // As for panels: the typed query is one of the plain ones.
  return alerts as unknown as { readonly [K in Key]: Alert }
}
