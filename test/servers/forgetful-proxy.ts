import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import type { Rack } from './rack.ts'

/** What stands between a client and a server, and can lose connections as networks do. */
export interface ForgetfulProxy {
  readonly port: number
  /** From now on the open connections carry nothing, and neither side is told. New ones work. */
  forget(): void
}

/** Passes on connections to a port of this machine. */
export async function startForgetfulProxy(rack: Rack, to: number): Promise<ForgetfulProxy> {
  const open = new Set<Socket>()
  const server = createServer((incoming) => {
    const outgoing = connect({ host: '127.0.0.1', port: to })
    for (const socket of [incoming, outgoing]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => open.delete(socket))
    }
    incoming.pipe(outgoing).pipe(incoming)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  rack.atClose(async () => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port, // It listens on TCP.
    forget() {
      for (const socket of open) socket.unpipe().pause()
    },
  }
}
