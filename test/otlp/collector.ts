import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'
import {
  type DecodedMetrics,
  type DecodedTraces,
  decodeMetrics,
  decodeMetricsJson,
  decodeTraces,
  decodeTracesJson,
} from './decoder.ts'

export interface ReceivedRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
  /** What it was answered with; `undefined` when it got no answer, or no whole one. */
  readonly status: number | undefined
}

/** What the Collector does with the next requests. The last one stays. */
export type Reply =
  | number
  | 'never'
  | 'drip'
  | { status: number; headers?: Record<string, string>; body?: Uint8Array; afterMillis?: number }

/** A real HTTP server that stands where a Collector would: keeps what it is sent, and answers as it is told. */
export class Collector {
  readonly received: ReceivedRequest[] = []
  /** Answers that went out whole. */
  completed = 0
  readonly #server = createServer((request, response) => this.#handle(request, response))
  readonly #sockets = new Set<Socket>()
  #replies: Reply[] = [200]

  async start(): Promise<this> {
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get url(): string {
    // A listening TCP server's address is never a string.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get openSockets(): number {
    return this.#sockets.size
  }

  reply(...replies: Reply[]): void {
    this.#replies = replies
  }

  get metrics(): DecodedMetrics[] {
    return decoded(this.received, '/v1/metrics', decodeMetrics, decodeMetricsJson)
  }

  get traces(): DecodedTraces[] {
    return decoded(this.received, '/v1/traces', decodeTraces, decodeTracesJson)
  }

  get spanNames(): string[] {
    return spanNames(this.traces)
  }

  /** How many spans it said that it took. */
  get takenSpans(): number {
    const taken = this.received.filter(({ status }) => status === 200)
    return spanNames(decoded(taken, '/v1/traces', decodeTraces, decodeTracesJson)).length
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('finish', () => this.completed++)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const raw = Buffer.concat(chunks)
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
    const reply = (this.#replies.length > 1 ? this.#replies.shift() : this.#replies[0]) ?? 200
    const status = typeof reply === 'object' ? reply.status : typeof reply === 'number' ? reply : undefined
    this.received.push({ path: request.url ?? '', headers: request.headers, body, status })
    this.#answer(response, reply)
  }

  #answer(response: ServerResponse, reply: Reply): void {
    if (reply === 'never') return
    if (reply === 'drip') {
      response.writeHead(200, { 'content-length': 100_000 })
      const timer = setInterval(() => response.write(' '), 100).unref()
      response.on('close', () => clearInterval(timer))
      return
    }
    const {
      status,
      headers = {},
      body,
      afterMillis = 0,
    } = typeof reply === 'number' ? { status: reply } : reply
    setTimeout(() => {
      response.writeHead(status, headers)
      response.end(body)
    }, afterMillis)
  }
}

function decoded<Request>(
  received: readonly ReceivedRequest[],
  path: string,
  protobuf: (bytes: Uint8Array) => Request,
  json: (bytes: Uint8Array) => Request,
): Request[] {
  return received
    .filter((request) => request.path === path)
    .map(({ headers, body }) =>
      headers['content-type'] === 'application/json' ? json(body) : protobuf(body),
    )
}

function spanNames(requests: readonly DecodedTraces[]): string[] {
  return requests
    .flatMap((request) => request.resourceSpans.flatMap((resource) => resource.scopeSpans ?? []))
    .flatMap((scope) => (scope.spans ?? []).map((span) => span.name))
}
