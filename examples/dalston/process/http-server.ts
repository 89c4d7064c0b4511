import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuse } from '../websocket/handshake.ts'

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
  /** Takes nothing any more. Requests are answered to their end, within some seconds; websockets are cut off. */
  close(): Promise<void>
}

const ANSWERED_WITHIN_MS = 5_000

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
  // They are not the server's any more: it would wait for them, and not close them.
  const upgraded = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
    socket.on('error', () => socket.destroy())
    if (routes.upgrade) routes.upgrade(request, socket, head)
    else refuse(socket, 404)
  })
  server.listen(port, host)
  await once(server, 'listening')
  return { url: urlOf(server), close: () => closed(server, upgraded) }
}

function urlOf(server: Server): string {
  // It listens on TCP.
  const { address, port } = server.address() as AddressInfo
  return `http://${address === '0.0.0.0' ? '127.0.0.1' : address}:${port}`
}

async function closed(server: Server, upgraded: ReadonlySet<Duplex>): Promise<void> {
  const ended = once(server, 'close')
  server.close()
  const cutUpgraded = (): void => {
    for (const socket of upgraded) socket.destroy()
  }
  cutUpgraded()
  const late = setTimeout(() => {
    server.closeAllConnections()
    // Those that were upgraded since, on a connection that had been taken before.
    cutUpgraded()
  }, ANSWERED_WITHIN_MS)
  await ended
  clearTimeout(late)
}
