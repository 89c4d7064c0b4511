import { checkedUid } from './address.ts'
import { type Saved, slug } from './dashboards.ts'
import { durationOf } from './durations.ts'
import { GrafanaError, invalid } from './error.ts'
import { holds } from './holds.ts'
import { inItsPlace } from './taken.ts'

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
  /** `1m30s`, also where it was given as `90s`; `0s` where it need not last. */
  readonly for: string
  readonly condition: string
  readonly labels: Readonly<Record<string, unknown>>
  readonly annotations: Readonly<Record<string, unknown>>
  readonly steps: readonly AlertStep[]
  /** Another one after each change: `resourceVersion` in `/apis`; in `/api`, which has none, a digest of all that is kept. */
  readonly version: string
}

/** A change of an alert rule. */
export interface AlertRuleChange {
  readonly uid: string
  /** The whole rule as it is to be. Pauses, contact points and the like, of which it says nothing, stay. */
  readonly rule: Omit<AlertRule, 'uid'>
  /** The version that was changed: where it is another by now, nothing is written. Default: that of this moment. */
  readonly version?: string
}

/** One generation of the API, for alert rules. */
export interface AlertRuleApi {
  read(uid: string): Promise<StoredAlertRule>
  list(): Promise<StoredAlertRule[]>
  create(rule: IdentifiedRule): Promise<Saved>
  /** Writes over what is there, if it is at that version; what an `AlertRule` says nothing of stays as it is. */
  update(rule: IdentifiedRule, version: string | undefined): Promise<Saved>
}

/** A rule whose uid is known. */
export type IdentifiedRule = AlertRule & { readonly uid: string }

/** Creates one; where there is one of this uid that is the same already, that is it. */
export async function createAlertRule(api: AlertRuleApi, rule: AlertRule): Promise<Saved> {
  const uid = checkedUid(rule.uid ?? slug(rule.title))
  checkCondition(uid, rule)
  try {
    return await api.create({ ...rule, uid })
  } catch (error) {
    const there = await inItsPlace(error, () => api.read(uid))
    if (!isSame(there, rule)) throw error
    return { uid, version: there.version }
  }
}

/** Whether a rule is what was given. In which order its steps come is Grafana's choice. */
function isSame(there: StoredAlertRule, { uid: _, for: wait, steps, ...rule }: AlertRule): boolean {
  const byName = (all: readonly AlertStep[]) => Object.fromEntries(all.map((step) => [step.refId, step]))
  return (
    there.for === durationOf(wait) &&
    there.steps.length === steps.length &&
    holds(byName(there.steps), byName(steps)) &&
    holds({ ...there, group: there.group ?? rule.group }, rule)
  )
}

/** Replaces one, if nobody has changed it since `version`, or since it was read here. */
export async function updateAlertRule(api: AlertRuleApi, change: AlertRuleChange): Promise<Saved> {
  const uid = checkedUid(change.uid)
  checkCondition(uid, change.rule)
  return api.update({ ...change.rule, uid }, change.version)
}

/** Throws a `conflict` where a rule is not at the version that was changed. Not every Grafana looks at it itself. */
export function checkVersion(uid: string, now: string, changed: string | undefined): void {
  if (changed === undefined || changed === now) return
  throw new GrafanaError(
    `The alert rule ${uid} is at another version than the one that was changed, and nothing was written. Somebody else has changed it: read it anew, then change what you read.`,
    { kind: 'conflict' },
  )
}

function checkCondition(uid: string, { steps, condition }: Omit<AlertRule, 'uid'>): void {
  if (steps.some(({ refId }) => refId === condition)) return
  throw invalid(`The condition ${JSON.stringify(condition)} of the alert rule ${uid} is none of its steps.`)
}

/** What a query looks at unless it says otherwise. */
export const LOOKS_AT = { from: 600, to: 0 } as const
