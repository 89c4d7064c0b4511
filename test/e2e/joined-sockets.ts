import type { Socket } from 'node:net'

/** The two ends of ways through a gate: when one closes, so does the other. */
export class JoinedSockets {
  readonly #sockets = new Set<Socket>()

  join(one: Socket, other: Socket): void {
    this.#follow(one, other)
    this.#follow(other, one)
  }

  /** Closes all that are open. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #follow(socket: Socket, other: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {}) // It is closed next.
    socket.on('close', () => {
      this.#sockets.delete(socket)
      other.destroy()
    })
  }
}
