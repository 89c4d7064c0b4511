import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream'
import type { LogError } from '../process/error-log.ts'
import type { Allocation } from '../session-router/worker-pool.ts'
import type { GatewayTelemetry } from '../telemetry/gateway.ts'
import { asksForWebsocket } from '../websocket/handshake.ts'

/** A connection that shall become a websocket. */
export interface StreamRequest {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

const ANSWER_WITHIN_MS = 1_000

/** Leads websockets to the realtime worker that the session router names. */
export class StreamProxy {
  readonly #router: string
  readonly #http
  readonly #log: LogError
  #open = 0

  constructor(router: string, { http }: GatewayTelemetry, log: LogError) {
    this.#router = router
    this.#http = http
    this.#log = log
    http.websocketConnections.observe({}, () => this.#open)
  }

  /** @returns the status; the client has been answered only where it is 101 */
  async connect(stream: StreamRequest): Promise<number> {
    // A worker would refuse it, and its place would be taken meanwhile.
    if (!asksForWebsocket(stream.request)) return 400
    try {
      const allocation = await this.#allocate()
      if (allocation === undefined) return 503
      await this.#lead(stream, allocation)
      return 101
    } catch (error) {
      this.#log(error)
      return 502
    }
  }

  async #allocate(): Promise<Allocation | undefined> {
    const headers: Record<string, string> = {}
    return this.#http.client({ method: 'POST' }, { headers }, async (operation) => {
      const response = await fetch(`${this.#router}/sessions`, {
        method: 'POST',
        headers,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      })
      operation.set({ status: response.status })
      const body = await response.json()
      // What the router promises with 201.
      return response.status === 201 ? (body as Allocation) : undefined
    })
  }

  async #lead({ request, socket, head }: StreamRequest, { url, session }: Allocation): Promise<void> {
    const context: Record<string, string> = {}
    const { upgraded, worker, first } = await this.#http.client({ method: 'GET' }, { headers: context }, () =>
      askForUpgrade(`${url}/session`, { ...request.headers, ...context, 'x-session-id': session }),
    )
    if (socket.destroyed) {
      worker.destroy()
      return
    }
    this.#open++
    socket.once('close', () => {
      this.#open--
    })
    const lines = upgraded.rawHeaders
      .map((part, index) => (index % 2 === 0 ? `${part}: ` : `${part}\r\n`))
      .join('')
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines}\r\n`)
    socket.write(first)
    worker.write(head)
    // Either side may go without a word; the other one is ended with it.
    pipeline(socket, worker, () => socket.destroy())
    pipeline(worker, socket, () => worker.destroy())
  }
}

interface Upgraded {
  readonly upgraded: IncomingMessage
  readonly worker: Duplex
  readonly first: Buffer
}

function askForUpgrade(url: string, headers: IncomingMessage['headers']): Promise<Upgraded> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { headers, timeout: ANSWER_WITHIN_MS })
    asked.once('upgrade', (upgraded, worker, first) => {
      worker.setTimeout(0)
      resolve({ upgraded, worker, first })
    })
    asked.once('response', ({ statusCode }) => {
      asked.destroy()
      reject(new Error(`The realtime worker answered ${statusCode} to a websocket.`))
    })
    asked.once('timeout', () => asked.destroy(new Error('The realtime worker does not answer.')))
    asked.once('error', reject)
    asked.end()
  })
}
