import type { IncomingMessage } from 'node:http'
import { type LocalServer, localServer, sendJson } from './local-server.ts'

type Json = Record<string, unknown>
interface Kept {
  body: Json
  version: number
  folderUid: string | undefined
}

/** What stands where no Grafana can run, with what was written to it. */
export interface WritableStandIn extends LocalServer {
  readonly token: string
  readonly dashboards: Map<string, Kept>
  readonly rules: Map<string, Kept>
  /** The next so many requests that write are answered with this status, and do nothing. */
  refuseWrites(times: number, status: number, headers?: Record<string, string>): void
  /** The next request that writes is done, and its answer lost. */
  loseAnswer(): void
}

/**
 * Takes dashboards and alert rules as Grafana's HTTP API reference says, in both generations (pages "Dashboard",
 * "Alerting Provisioning HTTP API", "API structure in Grafana", "Dashboard HTTP API", "Alert rules HTTP API"). It
 * proves nothing of Grafana itself.
 */
export async function startWritableStandIn(): Promise<WritableStandIn> {
  const token = 'glsa_write_secret'
  const dashboards = new Map<string, Kept>()
  const rules = new Map<string, Kept>()
  const refusals: { status: number; headers: Record<string, string> }[] = []
  let lost = false
  const server = await localServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.headers.authorization !== `Bearer ${token}`)
        return sendJson(response, 401, { message: `Invalid API key ${request.headers.authorization}` })
      const writes = request.method !== 'GET'
      const refusal = writes ? refusals.shift() : undefined
      if (refusal) return response.writeHead(refusal.status, refusal.headers).end()
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
    if (what === 'v1/provisioning/alert-rules') {
      if (method === 'GET') return [200, [...rules.values()].map((kept) => kept.body)]
      const rule = body.uid as string // As the client sends it.
      if (rules.has(rule)) return [409, { message: 'a conflicting alert rule is found' }]
      rules.set(rule, { body: { ...body, id: 1, updated: 'now' }, version: 1, folderUid: undefined })
      return [201, { ...body, id: 1 }]
    }
    const rule = rules.get(uid)
    return rule ? [200, rule.body] : [404, { message: 'Not found' }]
  }

  const saveDashboard = (body: Json): [number, unknown] => {
    const { dashboard, folderUid } = body as { dashboard: Json; folderUid?: string }
    const uid = dashboard.uid as string // As the client sends it.
    const kept = dashboards.get(uid)
    if (kept && dashboard.id === null)
      return [412, { message: 'A dashboard with the same uid already exists', status: 'name-exists' }]
    if (kept && dashboard.version !== kept.version)
      return [412, { message: 'The dashboard has been changed by someone else', status: 'version-mismatch' }]
    const version = (kept?.version ?? 0) + 1
    const { id: _id, version: _version, ...model } = dashboard
    dashboards.set(uid, { body: model, version, folderUid })
    return [200, { uid, version, status: 'success', id: 7 }]
  }

  const byApis: Answering = (method, [, group = '', , , namespace, , uid], body) => {
    if (namespace !== 'default') return [403, { kind: 'Status', message: 'no such namespace' }]
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
    const folder = metadata.annotations?.['grafana.app/folder']
    const folderUid = typeof folder === 'string' ? folder : undefined
    const now: Kept = { body: spec, version: (before?.version ?? 0) + 1, folderUid }
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
    loseAnswer: () => {
      lost = true
    },
  }
}

type Answering = (method: string, parts: readonly string[], body: Json) => [number, unknown]

function resourceOf([name, { body, version, folderUid }]: readonly [string, Kept]): Json {
  const annotations = folderUid === undefined ? {} : { 'grafana.app/folder': folderUid }
  return {
    metadata: {
      name,
      namespace: 'default',
      uid: `internal-${name}`,
      resourceVersion: String(version),
      annotations,
    },
    spec: body,
    status: {},
  }
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  request.setEncoding('utf8')
  let text = ''
  for await (const more of request) text += more
  return text === '' ? {} : (JSON.parse(text) as Json) // As the client sends it.
}
