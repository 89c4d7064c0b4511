import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { JoinedSockets } from './joined-sockets.ts'

/** A way to a server on 127.0.0.1 on which everything takes a while, in either direction. */
export class SlowWay {
  /** How long, in milliseconds. */
  delay = 0
  readonly #port: number
  readonly #sockets = new JoinedSockets()
  readonly #server: Server

  private constructor(port: number) {
    this.#port = port
    this.#server = createServer((socket) => this.#pass(socket))
  }

  /** A way to this port. */
  static async to(port: number): Promise<SlowWay> {
    const way = new SlowWay(port)
    await new Promise<void>((resolve) => way.#server.listen(0, '127.0.0.1', resolve))
    return way
  }

  /** Where to go instead of to the server. */
  get port(): number {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('The way has no port.')
    return address.port
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#sockets.cut()
    await closed
  }

  #pass(from: Socket): void {
    const to = connect(this.#port, '127.0.0.1')
    this.#sockets.join(from, to)
    this.#carry(from, to)
    this.#carry(to, from)
  }

  /** What comes first arrives first, also when the way becomes faster meanwhile. */
  #carry(from: Socket, to: Socket): void {
    let last = Promise.resolve()
    from.on('data', (part) => {
      const due = performance.now() + this.delay
      last = last.then(async () => {
        await sleep(Math.max(0, due - performance.now()))
        if (!to.destroyed) to.write(part)
      })
    })
  }
}
