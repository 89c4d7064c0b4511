import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { postWebhook } from './post-webhook.ts'
import type { Webhook } from './webhook.ts'

let server: Server
let url: string
let received: { request: IncomingMessage; body: string } | undefined
/** Settled once nobody reads what has no end. */
let read: Promise<void> | undefined

/** How partners answer, by path; with 204 otherwise. */
const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/silent': () => {},
  '/moved': (response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
  // What follows the status cannot be read.
  '/torn': ({ socket }) =>
    void socket?.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno chunk\r\n'),
  '/endless': (response) => {
    read = pipeline(Readable.from(withoutEnd()), response).catch(() => {})
  },
}

function* withoutEnd(): Generator<Buffer> {
  while (true) yield Buffer.alloc(65_536)
}

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (text: Buffer) => {
      body += text
    })
    request.once('end', () => {
      received = { request, body }
      const answer = answers[request.url ?? ''] ?? (() => response.writeHead(204).end())
      answer(response)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // It listens on TCP.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  received = undefined
})
afterAll(() => {
  server.close().closeAllConnections()
})

const options = { trace: { traceparent: '00-1-2-01' }, secret: 'between us', answerWithinMs: 5_000 }
function webhook(path: string): Webhook {
  return {
    ...{ id: 'id-1', eventType: 'call_ended', partnerId: 'acme', url: `${url}${path}` },
    ...{ payload: { event: 'call_ended', lead: 'Zoë' }, enqueuedAt: 0, failedAttempts: 2, headers: {} },
  }
}

test('a webhook is JSON, by POST, with who it is, which attempt, and the trace', async () => {
  const { status } = await postWebhook(webhook('/acme'), options)
  expect(status).toBe(204)
  expect([received?.request.method, received?.request.url]).toEqual(['POST', '/acme'])
  expect(received?.request.headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': 'id-1',
    'webhook-event': 'call_ended',
    'webhook-attempt': '3',
    traceparent: '00-1-2-01',
  })
  expect(JSON.parse(received?.body ?? '')).toEqual({ event: 'call_ended', lead: 'Zoë' })
})

test('a partner who knows the secret can tell that it is ours, which one, and when it was sent', async () => {
  await postWebhook(webhook('/acme'), options)
  const headers = received?.request.headers
  const timestamp = String(headers?.['webhook-timestamp'])
  const signed = createHmac('sha256', 'between us')
    .update(`id-1.${timestamp}.${received?.body}`)
    .digest('hex')
  expect(headers?.['webhook-signature']).toBe(`sha256=${signed}`)
  expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(60)
})

test('a partner who does not answer is given up in time', async () => {
  const late = postWebhook(webhook('/silent'), { ...options, answerWithinMs: 50 })
  await expect(late).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(received?.request.url).toBe('/silent')
})

// In less time than it has patience for, after which an endless answer would end by itself.
test('what a partner says beside its status changes nothing, be it broken or without end', async () => {
  expect(await postWebhook(webhook('/torn'), options)).toEqual({ status: 200 })
  const patient = { ...options, answerWithinMs: 60_000 }
  expect(await postWebhook(webhook('/endless'), patient)).toEqual({ status: 200 })
  await read
}, 10_000)

test('a webhook goes where the partner has said, and nowhere else', async () => {
  expect((await postWebhook(webhook('/moved'), options)).status).toBe(302)
  expect(received?.request.url).toBe('/moved')
})
