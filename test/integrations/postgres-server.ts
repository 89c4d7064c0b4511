import { createServer, type Server, type Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'

/** A PostgreSQL server for tests, where none is installed. */
export interface PostgresServer {
  readonly url: string
  close(): void
}

/**
 * PGlite behind PostgreSQL's wire protocol on a free port of this machine: the real client talks to a real engine over
 * a real socket. All connections share one session, so transactions of two must not overlap.
 */
export async function servePostgres(engine: PGlite): Promise<PostgresServer> {
  const server: Server = createServer((socket) => void serve(engine, socket).catch(() => socket.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return { url: `postgres://postgres@127.0.0.1:${address.port}/postgres`, close: () => server.close() }
}

const QUERY = 'Q'.charCodeAt(0)
const SYNC = 'S'.charCodeAt(0)
const TERMINATE = 'X'.charCodeAt(0)
/** AuthenticationOk and ReadyForQuery: the session is there already. */
const WELCOME = Buffer.from([82, 0, 0, 0, 8, 0, 0, 0, 0, 90, 0, 0, 0, 5, 73])

async function serve(engine: PGlite, socket: Socket): Promise<void> {
  socket.on('error', () => {})
  let pending: Buffer = Buffer.alloc(0)
  let batch: Buffer[] = []
  let welcomed = false
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    pending = Buffer.concat([pending, chunk])
    while (true) {
      // The first message has no type byte before its length.
      const lengthAt = welcomed ? 1 : 0
      if (pending.length < lengthAt + 4) break
      const end = lengthAt + pending.readUInt32BE(lengthAt)
      if (pending.length < end) break
      const message = pending.subarray(0, end)
      pending = pending.subarray(end)
      if (!welcomed) {
        welcomed = true
        socket.write(WELCOME)
        continue
      }
      batch.push(message)
      if (message[0] === TERMINATE) return void socket.end()
      if (message[0] !== QUERY && message[0] !== SYNC) continue
      // What belongs together is run without anything of another connection in between.
      const whole = Buffer.concat(batch)
      batch = []
      socket.write(await engine.runExclusive(() => engine.execProtocolRaw(whole)))
    }
  }
}
