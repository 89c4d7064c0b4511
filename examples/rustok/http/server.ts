import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { BodyTooLong, textOf } from '../../request-body.ts'
import type { RustokTelemetry } from '../telemetry.ts'

type HttpTelemetry = Pick<RustokTelemetry, 'errors' | 'http'>

/** What a route answers with. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** One route: its path as declared, and what it does. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly matches: RegExp
  answer(input: { readonly parameter: string; readonly body: string }): Promise<Answer>
}

/** What the server is made of. */
export interface ServerOptions {
  readonly telemetry: HttpTelemetry
  readonly routes: readonly Route[]
  /** Answers what is asked for below {@link METRICS_PATH}. */
  readonly metrics: (request: IncomingMessage, response: ServerResponse) => void
}

/** Where the metrics are, beside what visitors ask for. */
export const METRICS_PATH = '/api/_health/metrics'
const MOST_BYTES = 1024 * 1024
/** nginx's number for a client that is gone before it is answered. */
const CLIENT_CLOSED_REQUEST = 499

/** Answers the routes, each request measured, and the metrics, which are not. */
export function createRustokServer({ telemetry, routes, metrics }: ServerOptions): Server {
  for (const { method, path } of routes) telemetry.http.registerRoute({ method, path })
  const server = createServer((request, response) => {
    const [pathname = '/'] = (request.url ?? '/').split('?', 1)
    if (pathname.startsWith(METRICS_PATH)) return metrics(request, response)
    const method = request.method ?? 'GET'
    const headers = { traceparent: String(request.headers.traceparent ?? '') }
    void telemetry.http.server.run(
      { method },
      async (operation) => {
        const route = routes.find((each) => each.method === method && each.matches.test(pathname))
        const { status, body } = await answerOf(route, pathname, request, telemetry)
        const text = JSON.stringify(body)
        operation.set({ ...(route && { path: route.path }), status }).annotate({
          request_size: sizeOf(request),
          response_size: Buffer.byteLength(text),
        })
        response.writeHead(status, { 'content-type': 'application/json' }).end(text)
      },
      { details: { headers, url_path: pathname, url_scheme: 'http' } },
    )
  })
  telemetry.http.observeConnections(server)
  return server
}

async function answerOf(
  route: Route | undefined,
  pathname: string,
  request: IncomingMessage,
  telemetry: HttpTelemetry,
): Promise<Answer> {
  if (route === undefined) return { status: 404, body: { error: `There is no ${pathname}.` } }
  try {
    const parameter = route.matches.exec(pathname)?.[1] ?? ''
    return await route.answer({ parameter, body: await textOf(request, MOST_BYTES) })
  } catch (error) {
    // The client has gone before it had sent everything, and nothing is wrong here.
    if (!request.complete) return { status: CLIENT_CLOSED_REQUEST, body: {} }
    if (error instanceof BodyTooLong) return { status: 413, body: { error: error.message } }
    telemetry.errors.record({ module: 'api' }, error)
    return { status: 500, body: { error: 'The request failed. Its trace tells why.' } }
  }
}

/** The bytes of its body, as far as that is told: what comes in chunks has no size, and no body is one of 0 bytes. */
function sizeOf({ headers }: IncomingMessage): number | undefined {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : undefined
}
