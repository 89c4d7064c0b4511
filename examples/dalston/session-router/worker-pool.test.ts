import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ExampleProgram, startExample } from '../../../test/systems/example-program.ts'

let router: ExampleProgram
let url: string

beforeAll(async () => {
  router = startExample('dalston/session-router/main.js', [], { PORT: '0' })
  const address = () => /: (http:\S+)$/m.exec(router.output())?.[1]
  url = await router.until('its address', address)
})
afterAll(async () => expect(await router.end()).toBe(0))

/** A worker that is well as long as it listens. */
async function startWorker(): Promise<Server> {
  const server = createServer((_, response) => response.end('{}'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function register(server: Server, run: string, sessions: readonly string[] = []): Promise<void> {
  const { port } = server.address() as AddressInfo // It listens on TCP.
  const body = JSON.stringify({ url: `http://127.0.0.1:${port}`, run, sessions })
  const response = await fetch(`${url}/workers/one`, { method: 'PUT', body })
  expect(response.status).toBe(200)
}

const allocate = async () => (await fetch(`${url}/sessions`, { method: 'POST' })).status

async function allocated(): Promise<string> {
  const response = await fetch(`${url}/sessions`, { method: 'POST' })
  const { session } = (await response.json()) as { session: string } // What the router promises.
  return session
}

/** Workers registered and healthy, sessions active, and sessions that ended in an error. */
async function told(): Promise<(number | undefined)[]> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return [
    'workers_registered',
    'workers_healthy',
    'sessions_active{worker_id="one"}',
    'sessions_total{status="error"}',
  ].map((name) => {
    const line = text.split('\n').find((each) => each.startsWith(`dalston_session_router_${name} `))
    return line === undefined ? undefined : Number(line.split(' ').at(-1))
  })
}

const untilTold = (...expected: (number | undefined)[]) =>
  router.until(`${expected}`, async () => ((await told()).join() === expected.join() ? true : undefined))

describe('a worker of the pool', () => {
  test('that is started anew, even at the same place, has lost its sessions', async () => {
    const worker = await startWorker()
    await register(worker, 'first')
    expect([await allocate(), await allocate()]).toEqual([201, 201])
    await register(worker, 'first')
    expect(await told()).toEqual([1, 1, 2, 0])
    await register(worker, 'second')
    expect(await told()).toEqual([1, 1, 0, 2])
    worker.close()
    worker.closeAllConnections()
  })

  test('that does not answer stays in it as unhealthy, without its sessions and without new ones', async () => {
    const worker = await startWorker()
    await register(worker, 'third')
    expect(await allocate()).toBe(201)
    worker.close()
    worker.closeAllConnections()
    await untilTold(1, 0, 0, 3)
    expect(await allocate()).toBe(503)
    expect(router.output()).toContain('session-router: one does not pass its health check.\n')
    await fetch(`${url}/workers/one`, { method: 'DELETE' })
    expect(await told()).toEqual([0, 0, undefined, 3])
  })

  test('that was never asked for a session, or has told its end to nobody, does not keep its place', async () => {
    const worker = await startWorker()
    await register(worker, 'fourth')
    const [served] = [await allocated(), await allocated()]
    await router.until('the end of the other', async () => {
      await register(worker, 'fourth', [served])
      return (await told()).join() === '1,1,1,4' ? true : undefined
    })
    await fetch(`${url}/sessions/${served}?status=completed`, { method: 'DELETE' })
    await untilTold(1, 1, 0, 4)
    worker.close()
    worker.closeAllConnections()
  })

  test('that serves sessions still has them when the router is started anew', async () => {
    const worker = await startWorker()
    // This router has never heard of it, as one that was started anew.
    await register(worker, 'fifth', ['a', 'b'])
    await untilTold(1, 1, 2, 4)
    await fetch(`${url}/sessions/a?status=completed`, { method: 'DELETE' })
    await untilTold(1, 1, 1, 4)
    worker.close()
    worker.closeAllConnections()
  })
})
