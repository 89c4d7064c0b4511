import type { IncomingMessage } from 'node:http'

type Ending = () => void

const endings = new WeakMap<object, Set<Ending>>()

/**
 * Calls `end` when the connection of a request is closed. A response that waits behind another one on its connection,
 * as with pipelining, has no socket yet, and Node.js tells it nothing. One listener per connection serves all of them.
 *
 * @returns forgets `end`
 */
export function whenGone({ socket }: IncomingMessage, end: Ending): () => void {
  let waiting = endings.get(socket)
  if (waiting === undefined) {
    const all = new Set<Ending>()
    socket.once('close', () => {
      for (const each of [...all]) each()
    })
    endings.set(socket, all)
    waiting = all
  }
  waiting.add(end)
  return () => waiting.delete(end)
}
