import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Collectable, collectLazily } from '../points/index.ts'
import { createAccessCheck } from './access.ts'
import { checkHealth } from './health.ts'
import { acceptsGzip, negotiateFormat } from './negotiate.ts'
import { report } from './report.ts'
import { createResponseSink } from './response-sink.ts'
import { type Route, routeOf } from './route.ts'
import { createScrapes, failureText, type Scrapes } from './scrapes.ts'

/** What `createMetricsHandler` serves, and to whom. */
export interface MetricsHandlerOptions {
  /**
   * What is collected at each scrape: a pull reader of either SDK line or of ours, with cumulative temporality. On
   * instruments of ours it is read lazily from now on (`collectLazily`), so keep none of its metrics elsewhere.
   */
  readonly reader: Collectable
  /**
   * Where the metrics are, as clients see it, also behind a mounted router (`/api/metrics`); `/json` and `/health` are
   * below it. Default: `/metrics`. Mounted by Express (`app.use(mount, handler)`), they are at the mount as well.
   */
  readonly path?: string
  /** Asks for `Authorization: Bearer <token>`, compared in constant time; others get 401. Default: no token. */
  readonly bearerToken?: string
  /** Adds the labels `otel_scope_name`, `otel_scope_version` and `otel_scope_schema_url`. Default: false. */
  readonly scopeLabels?: boolean
  /** What `registry` says in `/json` and `/health`. Default: `application`. */
  readonly registry?: string
  /**
   * The names that `/health` lists as registered, asked for at each answer. Default: the domain meters that were in
   * the last scrape, as `<domain>_metrics`.
   */
  readonly collectors?: () => Iterable<string>
  /** How long a collection may take before the scrape is answered with 500. Default: 10,000 ms. */
  readonly collectTimeoutMillis?: number
  /** How long a response may take altogether before it is cut off. Default: 60,000 ms. */
  readonly responseTimeoutMillis?: number
}

/** Answers a request. Never throws; each request gets one response. */
export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Serves metrics to Prometheus and to people, below one path: the path itself (Prometheus text 0.0.4, or OpenMetrics
 * 1.0.0 with exemplars where `Accept` asks for it; gzip where accepted), `/json` and `/health`.
 *
 * It takes plain Node requests, and so works in any framework: `http.createServer(handler)`, `app.use(path, handler)`
 * in Express; in Fastify hand it `request.raw` and `reply.raw` after `reply.hijack()`. Other paths get 404, other
 * methods than GET and HEAD 405, and a failed collection 500; a failure after the first byte breaks the response.
 *
 * Names follow the OpenTelemetry specification's default (see `prometheusName`). Series that come out with equal labels
 * are one to Prometheus: sums are added, of others the first stays, with one warning. Labels that Prometheus needs
 * itself (`le` in histograms, `__name__`) get `exported_` in front. Exponential histograms, which these formats do not
 * have, appear with buckets at powers of two. Points of delta temporality are left out.
 *
 * A scrape is written in slices of about 1 ms, each in its own round of the event loop, as fast as the client reads;
 * requests that overlap share the work. Nothing of the size of the exposition stands in memory.
 *
 * @example
 * const handler = createMetricsHandler({ reader, path: '/api/_health/metrics' })
 * http.createServer((request, response) => {
 *   if (request.url?.startsWith('/api/_health/')) handler(request, response)
 *   else app(request, response)
 * })
 *
 * @throws Error when `bearerToken` is empty, or `path` does not begin with a slash.
 */
export function createMetricsHandler(options: MetricsHandlerOptions): MetricsHandler {
  const { reader, path = '/metrics', scopeLabels = false, registry = 'application' } = options
  const { collectors, collectTimeoutMillis = 10_000, responseTimeoutMillis = 60_000 } = options
  if (path !== '' && !path.startsWith('/')) {
    throw new Error(
      `The path ${JSON.stringify(path)} does not begin with a slash. Write ${JSON.stringify(`/${path}`)}.`,
    )
  }
  const mayPass = createAccessCheck(options.bearerToken)
  // A pass reads each point once, as it writes it; nothing of a collection is kept.
  collectLazily(reader)
  const scrapes = createScrapes({ reader, scopeLabels, registry, collectTimeoutMillis })

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const route = routeOf(request, path)
    if (route === undefined)
      return refuse(request, response, 404, 'There is nothing here. Metrics are elsewhere.')
    if (!mayPass(request.headers.authorization)) {
      return refuse(request, response, 401, 'The bearer token is missing or wrong.', {
        'www-authenticate': 'Bearer',
      })
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(request, response, 405, 'Only GET and HEAD are served.', { allow: 'GET, HEAD' })
    }
    if (route === 'health') {
      const { healthy, body } = await checkHealth({ scrapes, registry, collectors })
      response.writeHead(healthy ? 200 : 503, { ...json, 'content-length': Buffer.byteLength(body) })
      response.end(body)
    } else {
      scrape(request, response, route, scrapes)
    }
  }

  return (request, response) => {
    // The client has gone while somebody else looked at the request: `close`, which ends the work, is over.
    if (response.destroyed) return
    response.on('error', () => {
      // The client went away while it was written to; `close` follows and ends the work.
    })
    const timer = setTimeout(() => response.destroy(), responseTimeoutMillis).unref()
    response.once('close', () => clearTimeout(timer))
    answer(request, response).catch((error: unknown) => {
      giveUp(request, response, error)
    })
  }
}

const json = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }

function scrape(
  request: IncomingMessage,
  response: ServerResponse,
  route: Exclude<Route, 'health'>,
  scrapes: Scrapes,
): void {
  const gzip = acceptsGzip(request.headers['accept-encoding'])
  const negotiated = negotiateFormat(request.headers.accept)
  const headers = {
    ...(route === 'json' ? json : { 'content-type': negotiated.contentType }),
    vary: 'Accept, Accept-Encoding',
    ...(gzip ? { 'content-encoding': 'gzip' } : {}),
  }
  const format = route === 'json' ? 'json' : negotiated.format
  const whole = createResponseSink(response, headers)
  // The head of the answer that GET would get: it is known with the first byte, and the rest is not made.
  const sink = request.method === 'HEAD' ? { ...whole, write: () => whole.end() } : whole
  const leave = scrapes.read(format, gzip, sink)
  response.once('close', leave)
}

/** What is refused is not read: a body on its way ends with the connection. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  reason: string,
  headers: Record<string, string> = {},
): void {
  // HTTP/2 has no such header, and Node throws at it.
  const close = request.httpVersionMajor < 2 ? { connection: 'close' } : {}
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...close, ...headers })
  response.end(`${reason}\n`)
}

function giveUp(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  report(error)
  try {
    if (response.headersSent) response.destroy()
    else refuse(request, response, 500, failureText(error).trimEnd())
  } catch {
    // The response takes nothing any more.
    response.destroy()
  }
}
