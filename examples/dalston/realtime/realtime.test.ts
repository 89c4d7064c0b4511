import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ExampleProgram, startExample } from '../../../test/systems/example-program.ts'
import { encoded, framesFrom } from '../websocket/frames.ts'

/** What the worker has told of its sessions, oldest first. */
interface Told {
  /** Of a registration: those that it has. */
  readonly sessions?: readonly string[]
  /** The end of one. */
  readonly ended?: string
}

const told: Told[] = []
let isDeaf = false
let router: Server
let worker: ExampleProgram
let url: string

beforeAll(async () => {
  router = createServer(async (request, response) => {
    const { method, url: path = '' } = request
    if (isDeaf && method === 'DELETE') response.statusCode = 503
    if (method === 'PUT') told.push({ sessions: JSON.parse(await textOf(request)).sessions })
    else told.push({ ended: path.replace('/sessions/', '') })
    response.end('{}')
  })
  router.listen(0, '127.0.0.1')
  await once(router, 'listening')
  const { port } = router.address() as AddressInfo // It listens on TCP.
  const environment = { PORT: '0', SESSION_ROUTER_URL: `http://127.0.0.1:${port}` }
  worker = startExample('dalston/realtime/main.js', [], environment)
  url = await worker.until('its address', () => /: (http:\S+)$/m.exec(worker.output())?.[1])
})
afterAll(async () => {
  expect(await worker.end()).toBe(0)
  router.closeAllConnections()
  router.close()
})

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}

/** A session of that id, as the gateway begins it. */
async function begin(session: string): Promise<{ socket: Duplex; first: Buffer }> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'x-session-id': session,
  }
  const asked = httpRequest(url, { headers }).end()
  const [, socket, first] = await once(asked, 'upgrade')
  socket.on('error', () => {}) // A slow machine is as silent as who has gone.
  return { socket, first }
}

describe('a realtime worker', () => {
  test('tells of its sessions, and of the end of one again and again until the router has heard', async () => {
    isDeaf = true
    const { socket } = await begin('s1')
    await worker.until('that it has it', () => told.find(({ sessions }) => sessions?.includes('s1')))
    socket.end(encoded('close', '', true))
    const ends = () => told.filter(({ ended }) => ended?.startsWith('s1?status=')).length
    await worker.until('that it is told again', () => (ends() > 1 ? true : undefined))
    // A router that was started anew would not know whose end it is.
    const again = told.findLastIndex(({ ended }) => ended?.startsWith('s1?status='))
    expect(told[again - 1]?.sessions).toEqual(['s1'])
    isDeaf = false
    await worker.until('a registration without it', () =>
      told.at(-1)?.sessions?.length === 0 ? true : undefined,
    )
    const [heard, before] = [ends(), told.length]
    await worker.until('two more', () => (told.length >= before + 2 ? true : undefined))
    expect(ends()).toBe(heard)
  })

  test('answers with the words of an utterance, however long somebody speaks', async () => {
    const { socket, first } = await begin('s2')
    for (let frame = 0; frame < 2_000; frame++) socket.write(encoded('binary', Buffer.alloc(2), true))
    socket.write(encoded('close', '', true))
    const texts: string[] = []
    for await (const frame of framesFrom(socket, first)) {
      if (frame.kind === 'text') texts.push(JSON.parse(frame.text).text)
    }
    expect(texts).toHaveLength(2_000)
    expect([...new Set(texts)]).toEqual(['la', 'la la', 'la la la', 'la la la la'])
  })
})
