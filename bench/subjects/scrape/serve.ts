import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Serves on a free port of the loopback interface; returns the URL of the metrics. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  // Between two turns of a contender the others have theirs, which may take longer than the usual five seconds.
  server.keepAliveTimeout = 600_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}/metrics`
}
