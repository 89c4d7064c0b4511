import { createServer } from 'node:net'

/**
 * Below what systems give away by themselves, to who connects or listens on port 0 (on Linux from 32768, elsewhere from
 * 49152): between the choice of a port and the start of its server nobody takes it by accident.
 */
const FIRST = 20_000
const LAST = 32_767
/** Processes that choose at the same time begin at ports of their own. */
const APART = 64

let next = FIRST + ((process.pid * APART) % (LAST - FIRST + 1))

/**
 * Listens on a port of 127.0.0.1 that nobody listened on.
 *
 * @returns {Promise<import('node:net').Server>}
 */
export async function holdFreePort() {
  for (let tried = FIRST; tried <= LAST; tried++) {
    const port = next
    next = port === LAST ? FIRST : port + 1
    const server = await hold(port).catch(() => undefined)
    if (server !== undefined) return server
  }
  throw new Error(`No port of 127.0.0.1 from ${FIRST} to ${LAST} is free. End what listens there.`)
}

/** A port that nobody listens on, and that nobody gets who does not ask for it. */
export async function freePort() {
  const server = await holdFreePort()
  const port = portOf(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** @param {import('node:net').Server} server that listens on TCP */
export function portOf(server) {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A server on TCP has no port.')
  return address.port
}

/**
 * Listens on a port of 127.0.0.1, so that nobody else can, this program's other servers included.
 *
 * @param {number} port
 * @returns {Promise<import('node:net').Server>} rejects with the error of the system
 */
export function hold(port) {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve(server))
  })
}
