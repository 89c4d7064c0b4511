import { connect, createServer, type Server, type Socket } from 'node:net'
import { JoinedSockets } from './joined-sockets.ts'

/**
 * A way to a server on 127.0.0.1 that can be shut: then who comes is turned away, and who was talking is cut off. The
 * server behind it goes on, for everybody else.
 */
export class Gate {
  readonly #port: number
  readonly #sockets = new JoinedSockets()
  readonly #server: Server
  #open = true

  private constructor(port: number) {
    this.#port = port
    this.#server = createServer((socket) => this.#pass(socket))
  }

  /** A gate before this port, open or shut. */
  static async before(port: number, state: 'open' | 'shut' = 'open'): Promise<Gate> {
    const gate = new Gate(port)
    gate.#open = state === 'open'
    await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve))
    return gate
  }

  /** Host and port to go to instead of the server's own. */
  get address(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('The gate has no port.')
    return `127.0.0.1:${address.port}`
  }

  open(): void {
    this.#open = true
  }

  shut(): void {
    this.#open = false
    this.#sockets.cut()
  }

  async close(): Promise<void> {
    this.shut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #pass(from: Socket): void {
    if (!this.#open) {
      from.destroy()
      return
    }
    const to = connect(this.#port, '127.0.0.1')
    this.#sockets.join(from, to)
    from.pipe(to).pipe(from)
  }
}
