import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { circuitBreaker, defineSystem } from 'spanmeter'
import { afterEach, expect, test } from 'vitest'
import { record } from '../../../test/domains/recording.ts'
import { Redis } from './redis.ts'

let server: Server | undefined
let visitor: Socket | undefined

afterEach(async () => {
  visitor?.destroy()
  server?.close()
  await (server && once(server, 'close'))
})

/** Somebody who listens where Redis should, and has manners of his own. */
async function redisThat(behaves: (socket: Socket) => void): Promise<Redis> {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    visitor = socket.on('error', () => {})
    behaves(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // It listens on TCP.
  return redisAt(`redis://127.0.0.1:${port}`)
}

function redisAt(url: string): Redis {
  const recording = record('BoundMeterProvider')
  return new Redis(defineSystem({ namespace: 'rustok', domains: { circuitBreaker }, ...recording }), url)
}

/** Says a little now and then, for as long as somebody is there. */
function drip(socket: Socket): void {
  const dripping = setInterval(() => socket.write('+'), 50)
  socket.once('close', () => clearInterval(dripping))
}

test('who says a little now and then, and never what was asked, does not answer', async () => {
  const redis = await redisThat(drip)
  await expect(redis.ping()).rejects.toThrow('Redis does not answer.')
})

test('who has answered and does not hang up is let go all the same', async () => {
  const redis = await redisThat((socket) =>
    socket.once('data', () => {
      socket.write('+PONG\r\n')
      drip(socket)
    }),
  )
  await redis.ping()
  if (visitor === undefined) throw new Error('Nobody came.')
  if (!visitor.closed) await new Promise((closed) => visitor?.once('close', closed))
})

test('what it refuses is told', async () => {
  const redis = await redisThat((socket) => socket.end('-NOAUTH Authentication required.\r\n'))
  await expect(redis.ping()).rejects.toThrow('Redis answered "-NOAUTH Authentication required.\\r\\n".')
})

test.each(['redis://:secret@host:six', 'localhost:6379'])(
  'an address that is none is refused, and its password told to nobody: %s',
  (address) => {
    const refused = () => redisAt(address)
    expect(refused).toThrow('The address of Redis is none: redis://[:password@]host:port is.')
    try {
      refused()
    } catch (error) {
      expect(inspect(error)).not.toContain('secret')
    }
  },
)
