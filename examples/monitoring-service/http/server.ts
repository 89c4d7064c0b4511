import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { BodyTooLong, textOf } from '../../request-body.ts'
import type { MonitoringService } from '../monitoring/monitoring-service.ts'
import type { Prospect, ProspectProcessor } from '../prospects/prospect-processor.ts'
import type { MonitoringTelemetry } from '../telemetry.ts'
import { type Breakable, become } from './faults.ts'

/** What the server is made of. */
export interface ServerOptions {
  readonly telemetry: MonitoringTelemetry
  readonly monitoring: MonitoringService
  readonly processor: ProspectProcessor
  readonly breakable: Breakable
  /** Answers what is asked for below `/metrics`. */
  readonly metrics: (request: IncomingMessage, response: ServerResponse) => void
}

const MOST_BYTES = 64 * 1024
const PLATFORMS = new Set(['linkedin', 'twitter'])

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly path?: string
}

/**
 * `POST /prospects` scores a prospect, `GET /errors` gives the errors that are kept, `/metrics` the metrics. `POST
 * /faults/<what>/<mood>` breaks what the alerts watch, and mends it.
 */
export function createMonitoringServer(options: ServerOptions): Server {
  const { telemetry, metrics, breakable } = options
  return createServer((request, response) => {
    const [pathname = '/'] = (request.url ?? '/').split('?', 1)
    if (pathname.startsWith('/metrics')) return metrics(request, response)
    const method = request.method ?? 'GET'
    const [, what = '', mood = ''] = /^\/faults\/(\w+)\/(\w+)$/.exec(pathname) ?? []
    if (what !== '' && method === 'POST')
      return void response.writeHead(become(breakable, what, mood) ? 204 : 404).end()
    const headers = { traceparent: String(request.headers.traceparent ?? '') }
    const answered = telemetry.http.server.run(
      { method },
      async (operation) => {
        const { status, body, path } = await answerOf(options, `${method} ${pathname}`, request)
        operation.set({ ...(path !== undefined && { path }), status })
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      },
      { details: { headers, url_path: pathname, url_scheme: 'http' } },
    )
    answered.catch(() => response.destroy())
  })
}

async function answerOf(
  { monitoring, processor }: ServerOptions,
  asked: string,
  request: IncomingMessage,
): Promise<Answer> {
  if (asked === 'GET /errors') return { status: 200, path: '/errors', body: await monitoring.recentErrors() }
  if (asked !== 'POST /prospects') return { status: 404, body: { error: 'There is nothing here.' } }
  const path = '/prospects'
  try {
    const prospect = prospectOf(await textOf(request, MOST_BYTES))
    if (prospect === undefined)
      return { status: 400, path, body: { error: 'Send { id, platform }, on linkedin or twitter.' } }
    return await processor.process(prospect).then(
      (score) => ({ status: 200, path, body: { score } }),
      // The processor has reported it.
      () => ({ status: 502, path, body: { error: 'The platform did not answer.' } }),
    )
  } catch (error) {
    if (error instanceof BodyTooLong) return { status: 413, path, body: { error: error.message } }
    // Whoever asked has gone in the middle of it: that is no fault of this service.
    if (!request.complete) return { status: 499, path, body: {} }
    throw error
  }
}

function prospectOf(body: string): Prospect | undefined {
  try {
    const { id, platform } = JSON.parse(body) as { id?: unknown; platform?: unknown } // Looked at below.
    return typeof id === 'string' && typeof platform === 'string' && PLATFORMS.has(platform)
      ? { id, platform }
      : undefined
  } catch {
    return undefined
  }
}
