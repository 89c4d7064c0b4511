import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, warn } from '../guard/index.ts'
import { createMetricsHandler, type MetricsHandlerOptions } from './handler.ts'

/** More connections at once are closed as they come: metrics are for a few scrapers. */
const mostConnections = 256

/** What `startMetricsServer` serves, and where. */
export interface MetricsServerOptions extends MetricsHandlerOptions {
  /** The address to listen on. Default: `127.0.0.1`, which other machines cannot reach. */
  readonly host?: string
  /** The port to listen on; 0 takes a free one. Default: 9464. */
  readonly port?: number
  /** How long a client may take to send its request before it is closed. Default: 5,000 ms. */
  readonly requestTimeoutMillis?: number
}

/** A server of metrics that listens. */
export interface MetricsServer {
  readonly host: string
  /** The port it listens on, also where 0 was asked for. */
  readonly port: number
  /** Where the metrics are. */
  readonly url: string
  /**
   * Stops listening, lets responses under way end for up to `deadlineMillis` (default: 1,000), then closes every
   * connection. Always resolves; closing twice is closing once.
   */
  close(options?: { deadlineMillis?: number }): Promise<void>
}

/**
 * Serves metrics from a small server of their own, for a process without HTTP or to keep them off its public port.
 *
 * It does not keep the process alive. Clients that do not send their request in time, or stop reading, are closed.
 *
 * @example
 * const server = await startMetricsServer({ reader, port: 0 })
 * console.log(server.url) // http://127.0.0.1:40123/metrics
 * await server.close()
 *
 * @throws Error (as a rejection) when the port is taken, not allowed, or no port at all.
 */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const { host = '127.0.0.1', port = 9464, path = '/metrics', requestTimeoutMillis = 5000 } = options
  const server = createServer(
    {
      requestTimeout: requestTimeoutMillis,
      headersTimeout: requestTimeoutMillis,
      connectionsCheckingInterval: Math.min(requestTimeoutMillis, 1000),
      // Longer than the usual scrape intervals, so that a scraper keeps its connection.
      keepAliveTimeout: 65_000,
    },
    createMetricsHandler(options),
  )
  server.maxConnections = mostConnections
  server.timeout = options.responseTimeoutMillis ?? 60_000
  server.on('connection', (socket) => socket.unref())
  server.unref()
  await listen(server, host, port)
  server.on('error', (error) => warn(`The metrics server at ${host}:${port} has a fault: ${describe(error)}`))
  const bound = server.address() as AddressInfo // It listens on a port, so it is neither a pipe's name nor null.
  const origin = `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`
  let closing: Promise<void> | undefined
  return {
    host: bound.address,
    port: bound.port,
    url: origin + path,
    close: ({ deadlineMillis = 1000 } = {}) => {
      closing ??= close(server, deadlineMillis)
      return closing
    },
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(listenError(error, host, port))
    server.once('error', fail)
    try {
      server.listen({ host, port }, () => {
        server.off('error', fail)
        resolve()
      })
    } catch (error) {
      reject(listenError(error, host, port))
    }
  })
}

function listenError(error: unknown, host: string, port: number): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} of ${host} is taken by another program. Stop it, or choose another port (0 takes a free one).`,
    EACCES: `this process may not listen on port ${port} of ${host}. Choose a port from 1024 up.`,
    EADDRNOTAVAIL: `this machine has no address ${host}. Use 127.0.0.1, or 0.0.0.0 for all its addresses.`,
    ERR_SOCKET_BAD_PORT: `${port} is not a port. Use a whole number from 0 to 65535.`,
  }
  const reason = (typeof code === 'string' && reasons[code]) || describe(error)
  return Object.assign(new Error(`The metrics server cannot start: ${reason}`, { cause: error }), { code })
}

function close(server: Server, deadlineMillis: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), deadlineMillis)
    server.close(() => {
      clearTimeout(deadline)
      resolve()
    })
    server.closeIdleConnections()
  })
}
