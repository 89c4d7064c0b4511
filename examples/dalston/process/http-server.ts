import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** What a process answers beside its metrics. */
export interface Routes {
  request(request: IncomingMessage, response: ServerResponse): void
  /** Of a connection that shall become a websocket. Default: refused. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** A server that listens. */
export interface ListeningServer {
  /** With the actual port, without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/** What the server is made of. */
export interface HttpServerOptions {
  readonly host: string
  readonly port: number
  readonly routes: Routes
  /** Answers what is asked for below `/metrics`. */
  readonly metrics: (request: IncomingMessage, response: ServerResponse) => void
}

/** Answers the routes, and `/metrics` beside them. */
export async function httpServer({
  host,
  port,
  routes,
  metrics,
}: HttpServerOptions): Promise<ListeningServer> {
  const server = createServer((request, response) => {
    if (/^\/metrics(\/|\?|$)/.test(request.url ?? '')) metrics(request, response)
    else routes.request(request, response)
  })
  // An upgraded connection is not the server's any more: it would not be closed with it.
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (routes.upgrade) routes.upgrade(request, socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
  })
  server.listen(port, host)
  await once(server, 'listening')
  return { url: urlOf(server), close: () => closed(server, sockets) }
}

function urlOf(server: Server): string {
  // It listens on TCP.
  const { address, port } = server.address() as AddressInfo
  return `http://${address === '0.0.0.0' ? '127.0.0.1' : address}:${port}`
}

async function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const ended = once(server, 'close')
  server.close()
  for (const socket of sockets) socket.destroy()
  await ended
}
