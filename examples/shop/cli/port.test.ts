import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { isPortTaken, parsePort } from './port.ts'
import { checkPortFree } from './port-free.ts'

test('a port is a whole number from 0 to 65535, and the fallback when nothing is set', () => {
  expect(parsePort('PORT', '0', 8080)).toBe(0)
  expect(parsePort('PORT', '65535', 8080)).toBe(65_535)
  expect(parsePort('PORT', undefined, 8080)).toBe(8080)
  expect(parsePort('PORT', ' ', 8080)).toBe(8080)
})

test.each(['65536', '-1', '80.5', 'http', '0x'])('%j is refused with the variable and the value', (value) => {
  expect(parsePort('PORT', value, 8080)).toBe(
    `PORT is "${value}", and must be a port from 0 (any free one) to 65535.`,
  )
})

test('a port that somebody listens on is found to be taken, and free once they have left', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const error = await checkPortFree({ host: '127.0.0.1', port: address.port }).catch(
    (failure: unknown) => failure,
  )
  expect(isPortTaken(error)).toBe(true)
  expect(isPortTaken(new Error('wrapped', { cause: error }))).toBe(true)
  expect(isPortTaken(new Error('another'))).toBe(false)
  await new Promise((resolve) => server.close(resolve))
  await checkPortFree({ host: '127.0.0.1', port: address.port })
})

test.each(['203.0.113.7', 'no-such-host.invalid'])(
  'the host %s is no address of this machine',
  async (host) => {
    await expect(checkPortFree({ host, port: 0 })).rejects.toThrow(
      `HOST is "${host}", which is no address of this machine.`,
    )
  },
)
