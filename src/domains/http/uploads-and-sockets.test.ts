import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { http } from './index.ts'

useContext()

describe.each(meterProviders)('uploads and websockets on the %s', (provider) => {
  const make = (recording: Recording) =>
    defineSystem({
      namespace: 'app',
      domains: { http: http.with({ also: ['websocketConnections', 'uploadBytes'] }) },
      ...recording,
    }).http
  const servers: AsyncDisposable[] = []
  let recording: Recording
  let meter: ReturnType<typeof make>
  beforeEach(() => {
    recording = record(provider)
    meter = make(recording)
  })
  afterEach(async () => {
    for (const server of servers.splice(0)) await server[Symbol.asyncDispose]()
  })

  const reading = async (name: string) => (await recording.samples()).get(`app_http_${name}`)

  async function serve(answer: RequestListener) {
    const server = createServer(answer)
    servers.push({
      async [Symbol.asyncDispose]() {
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      },
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return { server, port }
  }

  /** Reads the body to its end, or until it breaks. */
  async function readAll(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = []
    for await (const chunk of meter.countUpload<Buffer>(request)) chunks.push(chunk)
    return Buffer.concat(chunks).toString()
  }

  test('nothing was uploaded before something is', async () => {
    expect(await reading('upload_bytes_total')).toBe(0)
  })

  test('what arrives is counted, whether or not its length was told before', async () => {
    const lengths: unknown[] = []
    const { port } = await serve(async (request, response) => {
      lengths.push(request.headers['content-length'])
      response.end(await readAll(request))
    })
    const url = `http://127.0.0.1:${port}`
    expect(await (await fetch(url, { method: 'POST', body: 'x'.repeat(1_000) })).text()).toHaveLength(1_000)
    const chunked = httpRequest(url, { method: 'POST' })
    chunked.write('x'.repeat(20))
    chunked.end('x'.repeat(3))
    const [response] = (await once(chunked, 'response')) as [IncomingMessage]
    response.resume()
    expect(lengths).toEqual(['1000', undefined])
    expect(await reading('upload_bytes_total')).toBe(1_023)
  })

  test('a body that breaks off counts for what came of it', async () => {
    let breakOff = (): void => {}
    const { promise: broken, told } = promised()
    const { port } = await serve(async (request) => {
      try {
        for await (const _ of meter.countUpload(request)) breakOff()
      } catch (error) {
        told(error)
      }
    })
    const headers = { 'content-length': 1_000_000 }
    const client = httpRequest(`http://127.0.0.1:${port}`, { method: 'POST', headers })
    client.on('error', () => {})
    breakOff = () => client.destroy()
    client.write('x'.repeat(500))
    expect(await broken).toMatchObject({ code: 'ECONNRESET' })
    expect(await reading('upload_bytes_total')).toBe(500)
  })

  test('a body that is refused half-way is let go, and counts for what was read', async () => {
    const body = Readable.from(['12345', '678', '9'])
    for await (const chunk of meter.countUpload(body)) {
      if (chunk === '678') break
    }
    expect(body.destroyed).toBe(true)
    expect(await reading('upload_bytes_total')).toBe(8)
  })

  test('texts count by their bytes, buffers and views by theirs, and what is neither not at all', async () => {
    const given: unknown[] = ['€', new Uint8Array(5), new Uint16Array(2), new ArrayBuffer(6), 7, {}]
    const seen: unknown[] = []
    for await (const chunk of meter.countUpload(Readable.from(given))) seen.push(chunk)
    expect(seen).toEqual(given)
    expect(await reading('upload_bytes_total')).toBe(3 + 5 + 4 + 6)
  })

  test('open websockets are those that are open, however they end', async () => {
    const { server, port } = await serve((_, response) => response.end())
    // As WebSocketServer of ws tells of its sockets.
    const sockets: Socket[] = []
    const source = server.on('upgrade', (_, socket: Socket) => {
      sockets.push(socket)
      source.emit('websocket', socket)
    })
    using _observer = meter.observeWebsockets({
      on: (_, listener) => source.on('websocket', listener),
      off: (_, listener) => source.off('websocket', listener),
    })
    expect(await reading('websocket_connections_active')).toBe(0)
    const client = connect(port, '127.0.0.1')
    client.on('error', () => {})
    client.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
    const [socket] = (await once(source, 'websocket')) as [Socket]
    expect(await reading('websocket_connections_active')).toBe(1)
    socket.on('error', () => {})
    const closed = new Promise((done) => socket.once('close', done))
    socket.destroy(new Error('broken'))
    await closed
    expect(await reading('websocket_connections_active')).toBe(0)
    // Who tells of it twice does not make it fewer than none.
    socket.emit('close')
    expect(await reading('websocket_connections_active')).toBe(0)
  })

  test('a system that has not asked for them has neither, and its uploads arrive all the same', async () => {
    const plain = defineSystem({ namespace: 'plain', domains: { http }, ...recording }).http
    const seen: string[] = []
    for await (const chunk of plain.countUpload(Readable.from(['a', 'b']))) seen.push(chunk)
    expect(seen).toEqual(['a', 'b'])
    using _observer = plain.observeWebsockets(createServer())
    const names = [...(await recording.samples()).keys()].filter((name) => name.startsWith('plain'))
    expect(names.filter((name) => /upload|websocket/.test(name))).toEqual([])
  })
})

function promised() {
  let told = (_: unknown): void => {}
  const promise = new Promise<unknown>((settle) => {
    told = settle
  })
  return { promise, told: (value: unknown) => told(value) }
}
