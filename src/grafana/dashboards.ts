import { checkedUid } from './address.ts'
import type { StoredDashboard } from './answers.ts'
import { invalid } from './error.ts'
import { holds } from './holds.ts'
import { inItsPlace } from './taken.ts'

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

/** One generation of the API, for dashboards. */
export interface DashboardApi {
  read(uid: string): Promise<StoredDashboard>
  create(dashboard: NewDashboard & { readonly uid: string }): Promise<Saved>
  /** Writes over what is there, if it is at that version, or at that of this moment; its folder, and what is noted beside the model, stay. */
  update(change: DashboardChange): Promise<Saved>
}

/** Creates one; where there is one of this uid that has all of the model already, that is it. */
export async function createDashboard(api: DashboardApi, dashboard: NewDashboard): Promise<Saved> {
  const uid = checkedUid(uidOf(dashboard.model))
  try {
    return await api.create({ ...dashboard, uid })
  } catch (error) {
    const there = await inItsPlace(error, () => api.read(uid))
    if (!holds(there.model, dashboard.model, given)) throw error
    return { uid, version: there.version }
  }
}

/** Replaces one, if nobody has changed it since `version`, or since it was read here. */
export async function updateDashboard(api: DashboardApi, change: DashboardChange): Promise<Saved> {
  checkedUid(change.uid)
  return api.update(change)
}

/** What Grafana itself gives to each dashboard. */
const given = new Set(['id', 'uid', 'version', 'schemaVersion'])

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
