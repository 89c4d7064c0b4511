import { once } from 'node:events'
import { type ClientRequest, createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Uploads } from './upload.ts'

const MEBIBYTE = 1024 * 1024

let uploads: Uploads
/** Bytes that have arrived. */
let arrived: number
const server = createServer((request, response) => {
  const receive = (bytes: number) => {
    arrived += bytes
  }
  uploads
    .take(request, receive, async () => 'used')
    .then(
      () => response.end('used'),
      (error: Error) => response.end(error.name),
    )
})
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  uploads = new Uploads()
  arrived = 0
})

/** A client that has sent so much, and has not ended. */
async function client(mebibytes: number): Promise<ClientRequest> {
  const before = arrived
  const { port } = server.address() as AddressInfo // It listens on TCP.
  const asked = httpRequest({ port, host: '127.0.0.1', method: 'POST' })
  asked.on('error', () => {}) // The server goes first, at the end.
  asked.write(Buffer.alloc(mebibytes * MEBIBYTE))
  while (arrived < before + mebibytes * MEBIBYTE) await sleep(5)
  return asked
}

/** What a client hears who sends the rest, and ends. */
async function answerTo(asked: ClientRequest, mebibytes: number): Promise<string> {
  const answered = once(asked, 'response')
  asked.end(Buffer.alloc(mebibytes * MEBIBYTE))
  const [response] = await answered
  let text = ''
  for await (const part of response) text += String(part)
  return text
}

test('an upload that finds no room takes none from those that had', async () => {
  const others = [await client(15), await client(15), await client(15), await client(15)]
  const refused = await client(5)
  // Zeros are no form; before that is found, there was room for all of them.
  for (const other of others) expect(await answerTo(other, 1)).toBe('BadUpload')
  expect(await answerTo(refused, 0)).toBe('NoRoom')
})

test('one that is too long takes no room while the rest of it comes', async () => {
  const tooLong = [await client(17), await client(17), await client(17), await client(17)]
  expect(await answerTo(await client(1), 0)).toBe('BadUpload')
  for (const each of tooLong) expect(await answerTo(each, 0)).toBe('BodyTooLong')
})
