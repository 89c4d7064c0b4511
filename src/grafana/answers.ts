import { GrafanaError } from './error.ts'

/** What Grafana says of itself. */
export interface GrafanaHealth {
  readonly version: string
  /** `ok` when it reaches its own database. */
  readonly database: string
}

/** A dashboard as a search finds it. */
export interface FoundDashboard {
  readonly uid: string
  readonly title: string
  readonly tags: readonly string[]
  /** `undefined` at the root. */
  readonly folderTitle: string | undefined
}

/** A dashboard as Grafana keeps it. */
export interface StoredDashboard {
  /** Its JSON model, as in a file. Grafana may have brought it to a newer schema. */
  readonly model: Readonly<Record<string, unknown>>
  /** Whether it comes from a file. */
  readonly provisioned: boolean
  /** Another one after each change: `version` in `/api`, `resourceVersion` in `/apis`. */
  readonly version: string
  /** `undefined` at the root. */
  readonly folderUid: string | undefined
}

/** A data source; secrets and users of it are left out. */
export interface DataSource {
  readonly uid: string
  readonly name: string
  /** `prometheus`, `jaeger`. */
  readonly type: string
  /** Where Grafana itself reaches it. */
  readonly url: string
  readonly isDefault: boolean
  /** The settings of its type: `timeInterval`, `exemplarTraceIdDestinations`. */
  readonly settings: Readonly<Record<string, unknown>>
}

/** An object that Grafana gave. */
export type Fields = Readonly<Record<string, unknown>>

/** Of `GET /api/health`. */
export function healthOf(answer: unknown): GrafanaHealth {
  const { version, database } = fieldsOf(answer, 'what /api/health gives')
  // Anonymous visitors may be told nothing of the version.
  return { version: textOr(version, 'unknown'), database: textOr(database, 'unknown') }
}

/** Of `GET /api/search`. */
export function foundDashboardsOf(answer: unknown): FoundDashboard[] {
  return listOf(answer, 'what /api/search gives').map((item) => {
    const { uid, title, tags, folderTitle } = fieldsOf(item, 'a dashboard that /api/search gives')
    return {
      uid: textOr(uid, ''),
      title: textOr(title, ''),
      tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
      folderTitle: typeof folderTitle === 'string' ? folderTitle : undefined,
    }
  })
}

/** Of `GET /api/dashboards/uid/:uid`. */
export function storedDashboardOf(answer: unknown): StoredDashboard {
  const { dashboard, meta } = fieldsOf(answer, 'what /api/dashboards/uid gives')
  const { provisioned, folderUid } = fieldsOf(meta ?? {}, 'the meta of a dashboard')
  const model = fieldsOf(dashboard, 'the dashboard in it')
  return {
    model,
    provisioned: provisioned === true,
    version: String(model.version ?? ''),
    folderUid: folderOf(folderUid),
  }
}

/** Of `GET /api/datasources`. */
export function dataSourcesOf(answer: unknown): DataSource[] {
  return listOf(answer, 'what /api/datasources gives').map((item) => {
    const { uid, name, type, url, isDefault, jsonData } = fieldsOf(item, 'a data source')
    return {
      uid: textOr(uid, ''),
      name: textOr(name, ''),
      type: textOr(type, ''),
      url: textOr(url, ''),
      isDefault: isDefault === true,
      settings: fieldsOf(jsonData ?? {}, 'the settings of a data source'),
    }
  })
}

/** A folder's uid; the root has none, or an empty one. */
export function folderOf(uid: unknown): string | undefined {
  return typeof uid === 'string' && uid !== '' ? uid : undefined
}

/** The fields of an object that Grafana gave; throws where it is none. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unexpected(`${what} is no object`)
  return value as Fields // It was just found to be one.
}

/** A list that Grafana gave; throws where it is none. */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw unexpected(`${what} is no list`)
  return value
}

/** A text that Grafana gave, or something else where it is none. */
export function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

function unexpected(what: string): GrafanaError {
  const sentence = `Grafana answered otherwise than its documentation says: ${what}. Is there another program at this address?`
  return new GrafanaError(sentence, { kind: 'unexpected', status: 200 })
}
