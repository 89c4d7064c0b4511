import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { anyFreePorts, choosePorts } from '../../stack/ports.mjs'

test('free ports are all different', async () => {
  const ports = Object.values(await choosePorts(anyFreePorts()))
  expect(ports.every((port) => port > 0)).toBe(true)
  expect(new Set(ports).size).toBe(ports.length)
})

test('a port in use is one sentence: the port, who needs it, and what to do', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const choosing = choosePorts({ ...anyFreePorts(), PROMETHEUS_PORT: String(address.port) })
  await expect(choosing).rejects.toThrow(
    `Port ${address.port}, which Prometheus needs, is in use. End what listens there, or set PROMETHEUS_PORT to a free port (0 for any).`,
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
