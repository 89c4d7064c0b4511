import { checkedUid } from './address.ts'
import { isTaken, type Saved, slug } from './dashboards.ts'
import { invalid } from './error.ts'
import { holds } from './holds.ts'

/** One step of an alert rule: a query of a data source, or an expression over other steps. */
export interface AlertStep {
  /** `A`. */
  readonly refId: string
  /** Of the data source; `__expr__` for an expression. */
  readonly datasourceUid: string
  /** What is asked, as the data source takes it: `{ expr: 'up == 0', instant: true }`. */
  readonly model: Readonly<Record<string, unknown>>
  /** From when to when, in seconds before now. Default: from 600 to 0. */
  readonly seconds?: { readonly from: number; readonly to: number }
}

/** An alert rule that Grafana itself evaluates. */
export interface AlertRule {
  /** Default: made of the title. */
  readonly uid?: string
  readonly title: string
  /** Of the folder that it is in; Grafana needs one. */
  readonly folderUid: string
  /** The group that it is evaluated in. `apis` knows none when a rule is created, and leaves it out. */
  readonly group: string
  /** The steps, by which the last word is that of `condition`. */
  readonly steps: readonly AlertStep[]
  /** `refId` of the step that decides. */
  readonly condition: string
  /** How long it must be so: `5m`. */
  readonly for: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** An alert rule as Grafana keeps it. */
export interface StoredAlertRule {
  readonly uid: string
  readonly title: string
  readonly folderUid: string | undefined
  /** `undefined` where it is in none. */
  readonly group: string | undefined
  readonly for: string
  readonly condition: string
  readonly labels: Readonly<Record<string, unknown>>
  readonly annotations: Readonly<Record<string, unknown>>
  readonly steps: readonly AlertStep[]
  /** `/api` keeps none: it is empty there. */
  readonly version: string
}

/** One generation of the API, for alert rules. */
export interface AlertRuleApi {
  read(uid: string): Promise<StoredAlertRule>
  list(): Promise<StoredAlertRule[]>
  create(rule: AlertRule & { readonly uid: string }): Promise<Saved>
}

/** Creates one; where there is one of this uid that is the same already, that is it. */
export async function createAlertRule(api: AlertRuleApi, rule: AlertRule): Promise<Saved> {
  const uid = checkedUid(rule.uid ?? slug(rule.title))
  if (!rule.steps.some(({ refId }) => refId === rule.condition))
    throw invalid(
      `The condition ${JSON.stringify(rule.condition)} of the alert rule ${uid} is none of its steps.`,
    )
  try {
    return await api.create({ ...rule, uid })
  } catch (error) {
    if (!isTaken(error)) throw error
    const there = await api.read(uid)
    if (!holds({ ...there, group: there.group ?? rule.group }, { ...rule, uid })) throw error
    return { uid, version: there.version }
  }
}

/** What a query looks at unless it says otherwise. */
export const LOOKS_AT = { from: 600, to: 0 } as const
