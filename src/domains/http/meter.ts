import { isAnyArrayBuffer } from 'node:util/types'
import { type Domain, type DomainParts, defineDomain } from '../../catalog/index.ts'
import { swallow } from '../../guard/index.ts'
import { httpAlerts } from './alerts.ts'
import { type HttpLabels, type HttpMetrics, type HttpOperations, httpCatalog } from './catalog.ts'
import { httpPanels } from './panels.ts'

type Parts = DomainParts<HttpMetrics, HttpOperations>

/** A route that the application answers, as it is declared: `/products/:id`. */
export interface Route {
  readonly method: string
  readonly path: string
}

/** What `observeConnections` needs of a server: that of `node:http`, `node:https`, `node:net`, and of `ws`. */
export interface ConnectionSource {
  on(event: 'connection', listener: (socket: ConnectedSocket) => void): unknown
  off(event: 'connection', listener: (socket: ConnectedSocket) => void): unknown
}

/** One connection of a {@link ConnectionSource}. */
export interface ConnectedSocket {
  once(event: 'close', listener: () => void): unknown
}

/** What the HTTP meter has beyond its metrics, `server` and `client`. */
export interface HttpMethods {
  /** Makes the route's counters exist at 0 with status 200, so that rates start at 0 and not at the first request. */
  registerRoute(route: Route): void
  /**
   * Counts the open connections of a server, for `activeConnections`; several servers add up. Call it before the
   * server listens: connections that are open already are not seen.
   * @returns stops counting
   */
  observeConnections(server: ConnectionSource): Disposable
  /**
   * Counts the open websockets of a server, for `websocketConnections` (`with({ also: ['websocketConnections'] })`): a
   * `WebSocketServer` of `ws`, or what tells of its sockets as that does. One that breaks is gone with its `close`, once.
   * Who upgrades by hand keeps a set of the open sockets, and observes its size. A peer that vanishes without a word
   * counts until its socket closes: ping, and `terminate()` who does not answer.
   * @returns stops counting
   * @example
   * using sockets = shop.http.observeWebsockets(new WebSocketServer({ server }))
   */
  observeWebsockets(server: ConnectionSource): Disposable
  /**
   * Counts the bytes of a request's body, for `uploadBytes` (`with({ also: ['uploadBytes'] })`), as they are read: with
   * or without a length that was told before, and also those of a body that breaks off or is refused half-way. Chunks
   * of text count by their bytes in UTF-8: count a body before it is decoded.
   * @returns the same chunks, to be read in place of `body`, once; what `body` throws comes through untouched
   * @example
   * await pipeline(shop.http.countUpload(request), createWriteStream(path))
   */
  countUpload<Chunk>(body: AsyncIterable<Chunk>): AsyncIterable<Chunk>
}

function httpMethods({ metrics, bound }: Parts): HttpMethods {
  return {
    registerRoute: (route) =>
      guarded('http.registerRoute', () => {
        const labels = { method: route.method, path: route.path, status: '200' }
        const open = Object.entries(labels).filter(([key]) => bound[key] === undefined)
        metrics.requests.zero(Object.fromEntries(open))
        metrics.requestsByEndpoint.zero(Object.fromEntries(open))
      }),
    observeConnections: (server) => countOpen(server, (open) => metrics.activeConnections.observe({}, open)),
    observeWebsockets: (server) =>
      countOpen(server, (open) => metrics.websocketConnections.observe({}, open)),
    async *countUpload(body) {
      for await (const chunk of body) {
        metrics.uploadBytes.add(bytesOf(chunk), {})
        yield chunk
      }
    },
  }
}

function countOpen(server: ConnectionSource, observe: (open: () => number) => Disposable): Disposable {
  let open = 0
  const opened = (socket: ConnectedSocket): void =>
    guarded('http connection', () => {
      socket.once('close', () => {
        open -= 1
      })
      open += 1
    })
  guarded('http connections', () => server.on('connection', opened))
  const observer = observe(() => open)
  return {
    [Symbol.dispose]() {
      guarded('http connections', () => server.off('connection', opened))
      observer[Symbol.dispose]()
    },
  }
}

/** The server and its sockets are the application's, and whatever they are, observing them breaks nothing. */
function guarded(where: string, work: () => unknown): void {
  try {
    work()
  } catch (error) {
    swallow(where, error)
  }
}

/** Of what is no text and no bytes: none. */
function bytesOf(chunk: unknown): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk)
  return ArrayBuffer.isView(chunk) || isAnyArrayBuffer(chunk) ? chunk.byteLength : 0
}

/**
 * Requests that the application serves and makes.
 *
 * `server` makes a server span, continues the trace of `headers`, and counts, times and sizes the request by method,
 * matched route and status; set `path` and `status` on the way. Without them the route is `unmatched`, the status 200:
 * 500 when the handler threw, 499 when it was called off (an `AbortError`, or the reason of its `signal`). A client
 * that breaks off its upload is neither to Node.js, which throws an `ECONNRESET`: set 499 where `request.complete` is
 * false. A 5xx is a failure with the status as `error.type`. Sizes are in bytes, and left out where they are not known.
 *
 * `client` makes a client span, to which a 4xx is a failure too, and writes W3C context into `headers`. Both follow the
 * semantic conventions for HTTP spans.
 *
 * @example
 * await shop.http.server.run({ method: 'GET' }, async (operation) => {
 *   operation.set({ path: '/products/:id', status: 200 })
 * })
 */
export const http: Domain<HttpLabels, HttpMetrics, HttpOperations, HttpMethods> = defineDomain(httpCatalog, {
  methods: httpMethods,
  panels: httpPanels,
  alerts: httpAlerts,
})
