import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { BodyTooLong, textOf } from '../../request-body.ts'
import type { CampaignTelemetry } from '../telemetry.ts'

/** One procedure: takes the body of the request, gives that of the answer. */
export type Procedure = (request: unknown) => Promise<unknown>

/** What the server answers with. */
export interface RpcServerOptions {
  readonly telemetry: CampaignTelemetry
  readonly procedures: Readonly<Record<string, Procedure>>
  /** Answers what is asked for below `/metrics`. */
  readonly metrics: (request: IncomingMessage, response: ServerResponse) => void
}

/** Bodies past it are refused. */
const MOST_BYTES = 64 * 1024

/** `POST /rpc/<procedure>` with JSON, and the metrics beside it. */
export function createRpcServer({ telemetry, procedures, metrics }: RpcServerOptions): Server {
  return createServer((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1)
    if (path.startsWith('/metrics')) return metrics(request, response)
    const name = /^\/rpc\/(\w+)$/.exec(path)?.[1]
    const procedure = name !== undefined && Object.hasOwn(procedures, name) ? procedures[name] : undefined
    if (name === undefined || procedure === undefined || request.method !== 'POST') {
      response.writeHead(404).end()
      return
    }
    const headers = { traceparent: String(request.headers.traceparent ?? '') }
    telemetry.rpc
      .serve({ method: name }, { headers }, async () =>
        procedure(JSON.parse(await textOf(request, MOST_BYTES))),
      )
      .then(
        (answer) =>
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
        (error: unknown) => response.writeHead(statusOf(error)).end(String(error)),
      )
  })
}

function statusOf(error: unknown): number {
  if (error instanceof BodyTooLong) return 413
  if (error instanceof RangeError) return 404
  return error instanceof TypeError || error instanceof SyntaxError ? 400 : 500
}
