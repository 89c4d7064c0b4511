import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
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
      .serve({ method: name }, { headers }, async () => procedure(JSON.parse(await bodyOf(request))))
      .then(
        (answer) =>
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
        (error: unknown) => response.writeHead(error instanceof RangeError ? 404 : 400).end(String(error)),
      )
  })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let text = ''
  for await (const more of request) {
    text += more
    if (text.length > MOST_BYTES) throw new TypeError(`The request is longer than ${MOST_BYTES} bytes.`)
  }
  return text
}
