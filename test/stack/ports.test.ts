import { createServer, type Server } from 'node:net'
import { expect, test } from 'vitest'
import { freePort, portOf } from '../../stack/free-port.mjs'
import { anyFreePorts, choosePorts } from '../../stack/ports.mjs'

test('free ports are all different', async () => {
  const ports = Object.values(await choosePorts(anyFreePorts()))
  expect(ports.every((port) => port > 0)).toBe(true)
  expect(new Set(ports).size).toBe(ports.length)
})

test('a free port is still free after everybody else was given one', async () => {
  const chosen = Object.values(await choosePorts(anyFreePorts()))
  const others = await Promise.all(Array.from({ length: 2_000 }, () => listening(0)))
  const given = new Set(others.map(portOf))
  await Promise.all(others.map((server) => new Promise((resolve) => server.close(resolve))))
  expect(chosen.filter((port) => given.has(port))).toEqual([])
})

test('a port that somebody listens on is not a free one', async () => {
  const [first, second] = [await freePort(), await freePort()]
  // The one that would be next.
  const held = await listening(second + 1)
  expect(await freePort()).not.toBe(second + 1)
  expect(first).not.toBe(second)
  await new Promise((resolve) => held.close(resolve))
})

test('a port in use is one sentence: the port, who needs it, and what to do', async () => {
  const server = await listening(0)
  const port = portOf(server)
  const choosing = choosePorts({ ...anyFreePorts(), PROMETHEUS_PORT: String(port) })
  await expect(choosing).rejects.toThrow(
    `Port ${port}, which Prometheus needs, is in use. End what listens there, or set PROMETHEUS_PORT to a free port (0 for any).`,
  )
  await new Promise((resolve) => server.close(resolve))
})

test('two servers do not get the same port', async () => {
  const { prometheus } = await choosePorts(anyFreePorts())
  const twice = { PROMETHEUS_PORT: String(prometheus), JAEGER_QUERY_PORT: String(prometheus) }
  await expect(choosePorts({ ...anyFreePorts(), ...twice })).rejects.toThrow(
    `Port ${prometheus}, which Jaeger needs`,
  )
})

test.each(['65536', '-1', '80.5', 'http'])('%j is no port', async (value) => {
  await expect(choosePorts({ ...anyFreePorts(), JAEGER_OTLP_PORT: value })).rejects.toThrow(
    `JAEGER_OTLP_PORT is "${value}", and must be a port from 0 (any free one) to 65535.`,
  )
})

function listening(port: number): Promise<Server> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
