import { once } from 'node:events'
import { request as httpRequest, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { defineSystem, errors, http } from 'spanmeter'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Recording, record } from '../../../test/domains/recording.ts'
import { createRustokServer, type Route } from './server.ts'

/** Says how long the body was. */
const echo: Route = {
  method: 'POST',
  path: '/echo',
  matches: /^\/echo$/,
  answer: async ({ body }) => ({ status: 200, body: body.length }),
}

let recording: Recording
let server: Server
let port: number

beforeEach(async () => {
  recording = record('BoundMeterProvider')
  const telemetry = defineSystem({ namespace: 'rustok', domains: { errors, http }, ...recording })
  server = createRustokServer({
    telemetry,
    routes: [echo],
    metrics: (_, response) => response.end('metrics'),
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port // It listens on TCP.
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

/** Requests by what they are counted as, once there are so many. */
async function counted(requests: number): Promise<Record<string, number>> {
  for (let tries = 0; tries < 500; tries++) {
    const samples = [...(await recording.samples())].flatMap(([name, value]): [string, number][] => {
      const [, labels] = /^rustok_http_requests_total{(.*)}$/.exec(name) ?? []
      return labels === undefined || value === 0 ? [] : [[labels, value]]
    })
    if (samples.reduce((sum, [, value]) => sum + value, 0) === requests) return Object.fromEntries(samples)
    await sleep(10)
  }
  throw new Error(`There were not ${requests} requests within 5 s.`)
}

/** Sends what is no proper request, too. */
async function answerTo(head: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  socket.write(`${head}\r\nhost: rustok\r\nconnection: close\r\n\r\n`)
  let answer = ''
  for await (const part of socket) answer += part
  return answer.split('\r\n', 1)[0] ?? ''
}

test('an upload that its client breaks off is nobody’s error', async () => {
  const client = connect(port, '127.0.0.1')
  client.write('POST /echo HTTP/1.1\r\nhost: rustok\r\ncontent-length: 1000\r\n\r\nhalf of it')
  await once(server, 'request')
  client.destroy()
  expect(await counted(1)).toEqual({ 'method="POST",path="/echo",status="499"': 1 })
  expect([...(await recording.samples()).keys()].filter((name) => name.includes('module_errors'))).toEqual([])
})

test('a body that comes in chunks has no size, and no body is one of 0 bytes', async () => {
  const url = `http://127.0.0.1:${port}/echo`
  const sizes = async () => {
    const samples = await recording.samples()
    return ['count', 'sum'].map((part) =>
      samples.get(`rustok_http_request_size_bytes_${part}{endpoint="/echo",method="POST"}`),
    )
  }
  const chunked = httpRequest(url, { method: 'POST' })
  chunked.write('twelve ')
  chunked.end('bytes')
  const [response] = await once(chunked, 'response')
  response.resume()
  await counted(1)
  expect(await sizes()).toEqual([undefined, undefined])
  expect(await (await fetch(url, { method: 'POST', body: 'twelve bytes' })).text()).toBe('12')
  expect(await (await fetch(url, { method: 'POST' })).text()).toBe('0')
  await counted(3)
  expect(await sizes()).toEqual([2, 12])
})

test.each([
  ['GET // HTTP/1.1', 'GET'],
  ['GET http://[ HTTP/1.1', 'GET'],
  ['OPTIONS * HTTP/1.1', 'OPTIONS'],
  [`GET /${'x'.repeat(8_000)} HTTP/1.1`, 'GET'],
  ['PROPFIND /echo HTTP/1.1', '_OTHER'],
])('%.40s is answered, and has no series of its own', async (head, method) => {
  expect(await answerTo(head)).toBe('HTTP/1.1 404 Not Found')
  expect(await counted(1)).toEqual({ [`method="${method}",path="unmatched",status="404"`]: 1 })
})
