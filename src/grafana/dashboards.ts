import { checkedUid } from './address.ts'
import type { StoredDashboard } from './answers.ts'
import { GrafanaError, invalid } from './error.ts'
import { holds } from './holds.ts'

/** A dashboard that is to be in Grafana. */
export interface NewDashboard {
  /** Its JSON model, as in a file, with a `title`. Its `uid` names it; without one it is made of the title. */
  readonly model: Readonly<Record<string, unknown>>
  /** Of the folder that it is in. Default: the root. */
  readonly folderUid?: string
}

/** A change of a dashboard. */
export interface DashboardChange {
  readonly uid: string
  /** The whole model as it is to be. The folder stays. */
  readonly model: Readonly<Record<string, unknown>>
  /** The version that was changed: where it is another by now, nothing is written. Default: that of this moment. */
  readonly version?: string
}

/** What has been written. */
export interface Saved {
  readonly uid: string
  /** As of now. */
  readonly version: string
}

/** One generation of the API, for dashboards. `write` without `before` creates. */
export interface DashboardApi {
  read(uid: string): Promise<StoredDashboard>
  write(dashboard: DashboardToWrite): Promise<Saved>
}

/** Everything that a write needs to know. */
export interface DashboardToWrite {
  readonly uid: string
  readonly model: Readonly<Record<string, unknown>>
  readonly folderUid: string | undefined
  /** What it takes the place of. */
  readonly before?: StoredDashboard
}

/** Creates one; where there is one of this uid that has all of the model already, that is it. */
export async function createDashboard(api: DashboardApi, { model, folderUid }: NewDashboard): Promise<Saved> {
  const uid = checkedUid(uidOf(model))
  try {
    return await api.write({ uid, model, folderUid })
  } catch (error) {
    if (!isTaken(error)) throw error
    const there = await api.read(uid)
    if (!holds(there.model, model, given)) throw error
    return { uid, version: there.version }
  }
}

/** Replaces one, if nobody has changed it since `version`, or since it was read here. */
export async function updateDashboard(api: DashboardApi, change: DashboardChange): Promise<Saved> {
  const uid = checkedUid(change.uid)
  const now = await api.read(uid)
  const before = { ...now, version: change.version ?? now.version }
  return api.write({ uid, model: change.model, folderUid: now.folderUid, before })
}

/** What Grafana itself gives to each dashboard. */
const given = new Set(['id', 'uid', 'version', 'schemaVersion'])

/** That there is one already. */
export function isTaken(error: unknown): boolean {
  return error instanceof GrafanaError && (error.kind === 'conflict' || error.kind === 'precondition_failed')
}

function uidOf({ uid, title }: NewDashboard['model']): string {
  if (typeof uid === 'string' && uid !== '') return uid
  if (typeof title !== 'string' || title.trim() === '') throw invalid('A dashboard needs a title.')
  const made = slug(title)
  if (made === '')
    throw invalid(`Of the title ${JSON.stringify(title)} no uid can be made: give the model a uid.`)
  return made
}

/** `System Overview` → `system-overview`: the same title is the same dashboard. */
export function slug(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return words.join('-').slice(0, 40)
}
