import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface LocalServer {
  readonly url: string
  /** Of every request so far, oldest first: its method and address, and its headers. */
  readonly requests: readonly {
    readonly target: string
    readonly authorization: string | undefined
    readonly headers: IncomingMessage['headers']
  }[]
  close(): Promise<void>
}

/** A real HTTP server on a free port of 127.0.0.1. */
export async function localServer(answer: Answer): Promise<LocalServer> {
  const requests: LocalServer['requests'][number][] = []
  const server = createServer((request, response) => {
    requests.push({
      target: `${request.method} ${request.url}`,
      authorization: request.headers.authorization,
      headers: request.headers,
    })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
