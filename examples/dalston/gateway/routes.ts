import type { IncomingMessage } from 'node:http'
import type { LogError } from '../process/error-log.ts'
import { answer, BodyTooLong, NoRoom, targetOf } from '../process/http-body.ts'
import type { Routes } from '../process/http-server.ts'
import type { GatewayTelemetry } from '../telemetry/gateway.ts'
import { refuse } from '../websocket/handshake.ts'
import type { StreamProxy } from './stream-proxy.ts'
import type { Transcriptions } from './transcriptions.ts'
import { BadUpload, Uploads } from './upload.ts'

const TRANSCRIPTIONS = '/v1/audio/transcriptions'
const JOB = `${TRANSCRIPTIONS}/:id`
const STREAM = `${TRANSCRIPTIONS}/stream`

/** What the gateway answers with. */
export interface GatewayRoutesOptions {
  readonly telemetry: GatewayTelemetry
  readonly transcriptions: Transcriptions
  readonly streams: StreamProxy
  /** Who may ask; a request that names nobody is `none`'s. */
  readonly tenants: ReadonlySet<string>
  readonly log: LogError
}

interface Answer {
  readonly path?: string
  readonly status: number
  readonly body: unknown
}

/** `POST /v1/audio/transcriptions`, `GET …/:id`, and the websocket `GET …/stream`. */
export function routesOf(options: GatewayRoutesOptions): Routes {
  const { telemetry, transcriptions, streams, tenants, log } = options
  for (const [method, path] of [
    ['POST', TRANSCRIPTIONS],
    ['GET', JOB],
  ] as const) {
    telemetry.http.registerRoute({ method, path })
  }
  const uploads = new Uploads()
  telemetry.http.uploadBytes.zero()
  telemetry.jobs.jobsCreated.zero({ tenant_id: 'none' })
  for (const tenant_id of tenants) telemetry.jobs.jobsCreated.zero({ tenant_id })

  const submit = async (request: IncomingMessage): Promise<Answer> => {
    const tenant = String(request.headers['x-tenant-id'] ?? 'none')
    if (tenant !== 'none' && !tenants.has(tenant))
      return { status: 403, body: { error: 'There is no such tenant.' } }
    const received = (bytes: number) => telemetry.http.uploadBytes.add(bytes)
    const id = await uploads.take(request, received, (upload) => transcriptions.submit({ tenant, ...upload }))
    return { status: 200, body: { id, status: 'pending' } }
  }
  const answerTo = async (method: string, path: string, request: IncomingMessage): Promise<Answer> => {
    if (method === 'POST' && path === TRANSCRIPTIONS) {
      return { path: TRANSCRIPTIONS, ...(await submit(request).catch(failed(request, log))) }
    }
    const [, id] = /^\/v1\/audio\/transcriptions\/([0-9a-f-]{36})$/.exec(path) ?? []
    if (method !== 'GET' || id === undefined)
      return { status: 404, body: { error: `There is no ${method} ${path}.` } }
    const status = async () => ({
      status: 200,
      body: { id, status: (await transcriptions.status(id)) ?? 'unknown' },
    })
    return { path: JOB, ...(await status().catch(failed(request, log))) }
  }
  return {
    request(request, response) {
      const { method = 'GET', headers } = request
      const { path: pathname } = targetOf(request)
      void telemetry.http.server.run(
        { method },
        async (operation) => {
          const { path, status, body } = await answerTo(method, pathname, request)
          operation.set({ ...(path !== undefined && { path }), status })
          answer(response, status, body)
        },
        { details: { headers, url_path: pathname, url_scheme: 'http' } },
      )
    },
    upgrade(request, socket, head) {
      const { path: pathname } = targetOf(request)
      void telemetry.http.server.run(
        { method: 'GET' },
        async (operation) => {
          const status = pathname === STREAM ? await streams.connect({ request, socket, head }) : 404
          operation.set({ ...(pathname === STREAM && { path: STREAM }), status })
          if (status !== 101) refuse(socket, status)
        },
        { details: { headers: request.headers, url_path: pathname, url_scheme: 'http' } },
      )
    },
  }
}

function failed(request: IncomingMessage, log: LogError): (error: unknown) => Answer {
  return (error) => {
    // The client has gone, and nothing is wrong here.
    if (!request.complete) return { status: 499, body: {} }
    if (error instanceof BadUpload) return { status: 400, body: { error: error.message } }
    if (error instanceof NoRoom) return { status: 503, body: { error: error.message } }
    if (error instanceof BodyTooLong) return { status: 413, body: { error: error.message } }
    log(error)
    return { status: 503, body: { error: 'Jobs cannot be taken in or looked up at the moment.' } }
  }
}
