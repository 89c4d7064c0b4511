import type { IncomingMessage } from 'node:http'
import { type LocalServer, localServer, sendJson } from './local-server.ts'

type Json = Record<string, unknown>
interface Kept {
  body: Json
  version: number
  folderUid: string | undefined
  /** In `/apis`: those of its metadata. */
  labels?: Json
  annotations?: Json
}

/** What stands where no Grafana can run, with what was written to it. */
export interface WritableStandIn extends LocalServer {
  readonly token: string
  readonly dashboards: Map<string, Kept>
  readonly rules: Map<string, Kept>
  /** Titles by uid. */
  readonly folders: Map<string, string>
  /** The next so many requests that write are answered with this status, and do nothing. */
  refuseWrites(times: number, status: number, headers?: Record<string, string>): void
  /** The next request that writes is done, and its answer lost. */
  loseAnswer(): void
  /** Somebody else does this before the next request that writes is looked at. */
  meanwhile(change: () => void): void
}

/**
 * Takes dashboards and alert rules as Grafana's HTTP API reference says, in both generations (pages "Dashboard",
 * "Folder", "Alerting Provisioning HTTP API", "API structure in Grafana", "Dashboard HTTP API", "Folder HTTP API", "Alert
 * rules HTTP API"). It proves nothing of Grafana itself.
 */
export async function startWritableStandIn(): Promise<WritableStandIn> {
  const token = 'glsa_write_secret'
  const dashboards = new Map<string, Kept>()
  const rules = new Map<string, Kept>()
  const folders = new Map<string, string>()
  const refusals: { status: number; headers: Record<string, string> }[] = []
  let lost = false
  let change: (() => void) | undefined
  const server = await localServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.headers.authorization !== `Bearer ${token}`)
        return sendJson(response, 401, { message: `Invalid API key ${request.headers.authorization}` })
      const writes = request.method !== 'GET'
      const refusal = writes ? refusals.shift() : undefined
      if (refusal) return response.writeHead(refusal.status, refusal.headers).end()
      if (writes) {
        change?.()
        change = undefined
      }
      const [path = ''] = (request.url ?? '').split('?')
      const parts = path.split('/').slice(1)
      const [status, answer] = (parts[0] === 'apis' ? byApis : byApi)(request.method ?? '', parts, body)
      if (writes && lost) {
        lost = false
        response.destroy()
      } else sendJson(response, status, answer)
    })
  })

  const byApi: Answering = (method, parts, body) => {
    const what = parts.slice(1).join('/')
    if (method === 'POST' && what === 'dashboards/db') return saveDashboard(body)
    const uid = parts.at(-1) ?? ''
    if (what.startsWith('dashboards/uid/')) {
      const kept = dashboards.get(uid)
      if (!kept) return [404, { message: 'Dashboard not found' }]
      const meta = { folderUid: kept.folderUid ?? '', provisioned: false }
      return [200, { dashboard: { ...kept.body, id: 7, version: kept.version }, meta }]
    }
    if (what === 'folders') {
      if (folders.has(String(body.uid)))
        return [412, { message: 'The folder has been changed by someone else' }]
      folders.set(String(body.uid), String(body.title))
      return [200, { ...body, id: 3, version: 1 }]
    }
    if (what.startsWith('folders/'))
      return folders.has(uid)
        ? [200, { uid, title: folders.get(uid) }]
        : [404, { message: 'folder not found' }]
    return rulesByApi(method, parts, body)
  }

  const rulesByApi: Answering = (method, parts, body) => {
    const uid = parts.length > 4 ? (parts.at(-1) ?? '') : String(body.uid)
    const before = rules.get(uid)
    if (method === 'GET' && parts.length === 4) return [200, [...rules.values()].map(provisioned)]
    if (method === 'GET') return before ? [200, provisioned(before)] : [404, { message: 'Not found' }]
    if (method === 'POST' && before) return [409, { message: 'a conflicting alert rule is found' }]
    if (method === 'PUT' && !before) return [404, {}]
    if (!folders.has(String(body.folderUID)))
      return [400, { message: 'invalid alert rule: folder does not exist' }]
    const { updated: _, ...kept } = body
    const now = {
      body: { isPaused: false, ...kept },
      version: (before?.version ?? 0) + 1,
      folderUid: String(body.folderUID),
    }
    rules.set(uid, now)
    return [method === 'POST' ? 201 : 200, provisioned(now)]
  }

  const saveDashboard = (body: Json): [number, unknown] => {
    const { dashboard, folderUid } = body as { dashboard: Json; folderUid?: string }
    const uid = dashboard.uid as string // As the client sends it.
    const kept = dashboards.get(uid)
    // A new one has the version 0, and the id of the one that has its uid already.
    if (kept && dashboard.version !== kept.version)
      return [412, { message: 'The dashboard has been changed by someone else', status: 'version-mismatch' }]
    const version = (kept?.version ?? 0) + 1
    const { id: _id, version: _version, ...model } = dashboard
    dashboards.set(uid, { body: model, version, folderUid })
    return [200, { uid, version, status: 'success', id: 7 }]
  }

  const folderByApis = (method: string, uid: string, { metadata, spec }: Json): [number, unknown] => {
    const title = folders.get(uid)
    if (method === 'GET')
      return title === undefined ? [404, { kind: 'Status' }] : [200, { metadata: { name: uid } }]
    const { name } = metadata as Json // As the client sends it.
    if (folders.has(String(name))) return [409, { kind: 'Status', message: `${name} already exists` }]
    folders.set(String(name), String((spec as Json).title)) // As the client sends it.
    return [201, { metadata, spec }]
  }

  const byApis: Answering = (method, [, group = '', , , namespace, , uid], body) => {
    if (namespace !== 'default') return [403, { kind: 'Status', message: 'no such namespace' }]
    if (group.startsWith('folder')) return folderByApis(method, uid ?? '', body)
    const kept = group.startsWith('dashboard') ? dashboards : rules
    if (method === 'GET' && uid === undefined)
      return [200, { kind: 'List', metadata: {}, items: [...kept].map(resourceOf) }]
    if (method === 'GET') {
      const one = kept.get(uid ?? '')
      return one ? [200, resourceOf([uid ?? '', one])] : [404, { kind: 'Status', message: 'not found' }]
    }
    const { metadata, spec } = body as { metadata: Json & { annotations?: Json }; spec: Json }
    const name = metadata.name as string // As the client sends it.
    const before = kept.get(name)
    if (method === 'POST' && before) return [409, { kind: 'Status', message: `${name} already exists` }]
    if (method === 'PUT' && !before) return [404, { kind: 'Status', message: 'not found' }]
    if (method === 'PUT' && metadata.resourceVersion !== String(before?.version))
      return [409, { kind: 'Status', message: 'the object has been modified' }]
    const annotations = metadata.annotations ?? {}
    const folder = annotations['grafana.app/folder']
    const folderUid = typeof folder === 'string' ? folder : undefined
    if (kept === rules && !folders.has(folderUid ?? ''))
      return [400, { kind: 'Status', message: 'folder does not exist' }]
    const labels = metadata.labels as Json | undefined // As the client sends it.
    const now: Kept = {
      body: spec,
      version: (before?.version ?? 0) + 1,
      folderUid,
      annotations,
      ...(labels && { labels }),
    }
    kept.set(name, now)
    return [method === 'POST' ? 201 : 200, resourceOf([name, now])]
  }

  return {
    ...server,
    token,
    dashboards,
    rules,
    refuseWrites: (times, status, headers = {}) =>
      void refusals.push(...Array.from({ length: times }, () => ({ status, headers }))),
    folders,
    meanwhile: (work) => {
      change = work
    },
    loseAnswer: () => {
      lost = true
    },
  }
}

type Answering = (method: string, parts: readonly string[], body: Json) => [number, unknown]

/** An alert rule as `/api` gives it: it tells when it was changed, and no version; `90s` has become `1m30s`. */
function provisioned({ body, version }: Kept): Json {
  const updated = new Date(1_800_000_000_500 + version * 1_000).toISOString()
  return { ...body, for: written(body.for, false), id: 1, updated }
}

/** A spec as it is kept: fields of a map come in the order of their names, a duration of 0 is left out, `5m` is `5m0s`. */
function keptSpec({ expressions, for: wait, ...spec }: Json): Json {
  if (expressions === undefined) return spec
  const sorted = Object.entries(expressions as Json).sort(([one], [other]) => (one < other ? -1 : 1)) // A map of steps.
  const kept = written(wait, true)
  return { ...spec, expressions: Object.fromEntries(sorted), ...(kept !== '0s' && { for: kept }) }
}

/** A duration as Prometheus writes it, or with zeros at its end, as Go does: `90s` is `1m30s`, `5m` is `5m0s`. */
function written(duration: unknown, zeros: boolean): string {
  const [, amount = '0', unit = 's'] = /^(\d+)([smhd])$/.exec(String(duration)) ?? []
  const seconds = Number(amount) * ({ s: 1, m: 60, h: 3_600, d: 86_400 }[unit] ?? 1)
  const parts = [
    { amount: Math.floor(seconds / 3_600), unit: 'h' },
    { amount: Math.floor((seconds % 3_600) / 60), unit: 'm' },
    { amount: seconds % 60, unit: 's' },
  ]
  const first = parts.findIndex((each) => each.amount > 0)
  const told = first === -1 ? [] : parts.slice(first).filter((each) => zeros || each.amount > 0)
  return told.map((each) => `${each.amount}${each.unit}`).join('') || '0s'
}

function resourceOf([name, kept]: readonly [string, Kept]): Json {
  const { body, version, annotations = {}, labels = {} } = kept
  return {
    metadata: {
      name,
      namespace: 'default',
      uid: `internal-${name}`,
      resourceVersion: String(version),
      annotations,
      labels,
    },
    spec: keptSpec(body),
    status: {},
  }
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  request.setEncoding('utf8')
  let text = ''
  for await (const more of request) text += more
  return text === '' ? {} : (JSON.parse(text) as Json) // As the client sends it.
}
