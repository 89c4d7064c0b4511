import type { IncomingMessage, ServerResponse } from 'node:http'
import { type LocalServer, localServer, sendJson } from './local-server.ts'
import type { Dashboard } from './panel-queries.ts'

/** A data source as `/api/datasources` gives it, as far as it is used. */
export interface StandInDataSource {
  readonly uid: string
  readonly name: string
  readonly type: string
  readonly url: string
  readonly isDefault?: boolean
  readonly jsonData?: object
}

export interface StandInOptions {
  readonly username: string
  readonly password: string
  readonly token: string
  readonly dashboards: readonly Dashboard[]
  readonly dataSources: readonly StandInDataSource[]
}

/**
 * What stands where no Grafana can run: it answers as Grafana's HTTP API reference says, and passes what is asked of a
 * data source on to the real server. It has no pages, and proves nothing of Grafana itself.
 */
export function startStandIn(options: StandInOptions): Promise<LocalServer> {
  return localServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      sendJson(response, 502, { message: String(error) })
    })
  })
}

async function answer(
  options: StandInOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '', 'http://stand-in')
  if (url.pathname === '/api/health')
    return sendJson(response, 200, { database: 'ok', version: '13.2.3', commit: 'stand-in' })
  if (!isAllowed(options, request.headers.authorization))
    return sendJson(response, 401, {
      message: 'Invalid username or password',
      messageId: 'password-auth.failed',
      statusCode: 401,
      traceID: '',
    })
  const [, , first = '', second = '', ...rest] = url.pathname.split('/').map(decodeURIComponent)
  switch (`${first}/${second}`) {
    case 'search/':
      return sendJson(response, 200, found(options.dashboards, url.searchParams))
    case 'datasources/':
      return sendJson(response, 200, options.dataSources)
    case 'dashboards/uid':
      return sendDashboard(options.dashboards, rest[0], response)
    case 'datasources/proxy':
      return proxy(options.dataSources, rest, url.search, response)
    default:
      return sendJson(response, 404, { message: 'Not found' })
  }
}

function isAllowed({ username, password, token }: StandInOptions, authorization = ''): boolean {
  const basic = Buffer.from(`${username}:${password}`).toString('base64')
  return authorization === `Bearer ${token}` || authorization === `Basic ${basic}`
}

function found(dashboards: readonly Dashboard[], parameters: URLSearchParams): unknown[] {
  const limit = Number(parameters.get('limit') ?? 1_000)
  const page = Number(parameters.get('page') ?? 1)
  const tag = parameters.get('tag')
  return dashboards
    .filter(({ tags = [] }) => tag === null || tags.includes(tag))
    .slice((page - 1) * limit, page * limit)
    .map(({ uid, title, tags = [] }) => ({ uid, title, tags, type: 'dash-db', folderTitle: 'spanmeter' }))
}

function sendDashboard(
  dashboards: readonly Dashboard[],
  uid: string | undefined,
  response: ServerResponse,
): void {
  const dashboard = dashboards.find((one) => one.uid === uid)
  if (dashboard === undefined) sendJson(response, 404, { message: 'Dashboard not found' })
  else
    sendJson(response, 200, {
      dashboard: { ...dashboard, id: 7, version: 3 },
      meta: { provisioned: true, folderTitle: 'spanmeter' },
    })
}

async function proxy(
  dataSources: readonly StandInDataSource[],
  [, uid, ...path]: readonly string[],
  search: string,
  response: ServerResponse,
): Promise<void> {
  const source = dataSources.find((one) => one.uid === uid)
  if (source === undefined) return sendJson(response, 404, { message: 'Unable to find datasource' })
  const answered = await fetch(`${source.url}/${path.map(encodeURIComponent).join('/')}${search}`)
  response.writeHead(answered.status, {
    'content-type': answered.headers.get('content-type') ?? 'application/json',
  })
  response.end(Buffer.from(await answered.arrayBuffer()))
}
