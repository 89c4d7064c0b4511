import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createMetricsHandler } from '../../src/exposition/index.ts'
import type { Collectable, GaugeMetric, Point } from '../../src/points/index.ts'
import { collected, gauge } from './metrics.ts'
import { get, serving } from './requests.ts'
import { parseText } from './text-parser.ts'

/** A reader that makes its points when asked, and says how far it was read. */
function lazyReader(series: number): Collectable & { collections: number; read: number; stopped: number } {
  const attributes = Array.from({ length: series }, (_, at) => ({ at: `${at}`.padStart(100, '-') }))
  const reader = {
    collections: 0,
    read: 0,
    stopped: 0,
    async collect() {
      reader.collections++
      const metric = {
        ...gauge({ name: 'g' }),
        *points(): Generator<Point<number>> {
          try {
            for (const of of attributes) {
              reader.read++
              yield { attributes: of, value: 1, startTime: [0, 0], endTime: [0, 0] }
            }
          } finally {
            reader.stopped++
          }
        },
      } as GaugeMetric
      return { resourceMetrics: collected([metric]), errors: [] }
    },
  }
  return reader
}

async function raw(port: number, path = '/metrics'): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.on('error', () => {})
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  return socket
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('scrapes', () => {
  it('that overlap share one pass: 50 at once are read once, or nearly so', async () => {
    const reader = lazyReader(2000)
    await serving(createMetricsHandler({ reader }), async (port) => {
      const bodies = await Promise.all(Array.from({ length: 50 }, () => get(port, '/metrics')))
      expect(new Set(bodies.map(({ text }) => text)).size).toBe(1)
      expect(parseText(bodies[0]?.text ?? '').families[0]?.samples).toHaveLength(2000)
      expect(reader.collections).toBeLessThan(25)
      expect(reader.read).toBe(reader.collections * 2000)
    })
  })

  it('in one tick share one collection', async () => {
    const reader = lazyReader(10)
    const handler = createMetricsHandler({ reader })
    await serving(
      (request, response) => {
        // As if three clients had asked in the same moment.
        handler(request, response)
      },
      async (port, server) => {
        const held: Array<() => void> = []
        server.removeAllListeners('request')
        server.on('request', (request, response) => {
          held.push(() => handler(request, response))
          if (held.length === 3) for (const release of held) release()
        })
        const answers = await Promise.all([1, 2, 3].map(() => get(port, '/metrics')))
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
        expect(reader.collections).toBe(1)
      },
    )
  })

  it('later ones start anew, so that none gets values from before it asked', async () => {
    const reader = lazyReader(10)
    await serving(createMetricsHandler({ reader }), async (port) => {
      await get(port, '/metrics')
      await get(port, '/metrics')
      expect(reader.collections).toBe(2)
    })
  })

  it('stop being rendered when the client goes away', async () => {
    const reader = lazyReader(100_000)
    await serving(createMetricsHandler({ reader }), async (port) => {
      const socket = await raw(port)
      await until(() => reader.read > 0)
      socket.destroy()
      await until(() => reader.stopped === 1)
      expect(reader.read).toBeLessThan(100_000)
      expect((await get(port, '/metrics/json')).status).toBe(200)
    })
  })

  it('wait for a client that does not read, without holding up others or piling up its bytes', async () => {
    const reader = lazyReader(100_000)
    await serving(createMetricsHandler({ reader }), async (port) => {
      const stalled = await raw(port)
      stalled.pause()
      let before = -1
      await until(() => {
        const still = reader.read === before && reader.read > 0
        before = reader.read
        return still
      })
      expect(reader.read).toBeLessThan(100_000)
      expect((await get(port, '/metrics')).text.length).toBeGreaterThan(10_000_000)
      expect(reader.stopped).toBe(1)
      stalled.destroy()
      await until(() => reader.stopped === 2)
    })
  })

  it('of one pass leave behind who does not read, and the others get everything', async () => {
    const reader = lazyReader(200_000)
    const handler = createMetricsHandler({ reader })
    await serving(handler, async (port, server) => {
      const held: Array<() => void> = []
      server.removeAllListeners('request')
      server.on('request', (request, response) => {
        held.push(() => handler(request, response))
        if (held.length === 2) for (const release of held) release()
      })
      const stalled = await raw(port)
      stalled.pause()
      const answer = await get(port, '/metrics')
      expect(answer.text.match(/^g\{/gm)).toHaveLength(200_000)
      expect(reader.collections).toBe(1)
      const received: Buffer[] = []
      stalled.on('data', (piece) => received.push(piece)).resume()
      await new Promise((resolve) => stalled.once('close', resolve))
      expect(Buffer.concat(received).toString().endsWith('\r\n0\r\n\r\n')).toBe(false)
    })
  })

  it('cut off a response that takes too long altogether', async () => {
    const reader = lazyReader(100_000)
    await serving(createMetricsHandler({ reader, responseTimeoutMillis: 300 }), async (port) => {
      const dripping = await raw(port)
      dripping.pause()
      await until(() => reader.stopped === 1)
      dripping.destroy()
      expect(reader.read).toBeLessThan(100_000)
    })
  })

  it('let the application in between their slices', async () => {
    const reader = lazyReader(100_000)
    await serving(createMetricsHandler({ reader }), async (port) => {
      let rounds = 0
      let running = true
      const count = () => {
        rounds++
        if (running) setImmediate(count)
      }
      count()
      await get(port, '/metrics')
      running = false
      expect(rounds).toBeGreaterThan(20)
    })
  })
})

describe('a client that has gone before the handler is asked', () => {
  it('costs no collection', async () => {
    const reader = lazyReader(10)
    const handler = createMetricsHandler({ reader })
    const server = createServer()
    const gone = new Promise<ServerResponse>((resolve) => {
      // What stands before the handler, such as a look-up of the user, may take longer than the client waits.
      server.on('request', (request, response) =>
        response.once('close', () => {
          handler(request, response)
          resolve(response)
        }),
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const socket = await raw((server.address() as AddressInfo).port)
    server.once('request', () => socket.destroy())
    expect((await gone).destroyed).toBe(true)
    expect(reader.collections).toBe(0)
    await new Promise((resolve) => server.close(resolve))
  })
})
