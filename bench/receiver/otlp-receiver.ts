import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that arrived. */
export interface Arrival {
  readonly signal: 'traces' | 'metrics'
  readonly body: Buffer
  /** When its last byte was there, on the clock that all processes of the machine share (`process.hrtime`). */
  readonly at: bigint
}

/** An OTLP/HTTP receiver that answers at once and keeps what arrived. Protobuf only. */
export class OtlpReceiver implements AsyncDisposable {
  readonly url: string
  readonly #server: Server
  #arrivals: Arrival[]

  constructor(url: string, server: Server, arrivals: Arrival[]) {
    this.url = url
    this.#server = server
    this.#arrivals = arrivals
  }

  /** What arrived since the last call. */
  take(): readonly Arrival[] {
    return this.#arrivals.splice(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const arrivals: Arrival[] = []
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const at = process.hrtime.bigint()
    const signal = request.url === '/v1/traces' ? 'traces' : 'metrics'
    response.setHeader('content-type', 'application/x-protobuf')
    response.end()
    arrivals.push({ signal, body, at })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo
  return new OtlpReceiver(`http://127.0.0.1:${port}`, server, arrivals)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
