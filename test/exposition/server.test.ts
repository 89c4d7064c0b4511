import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type MetricsServer, startMetricsServer } from '../../src/exposition/index.ts'
import { freePort } from '../../stack/free-port.mjs'
import { collected, counter, gauge, readerOf } from './metrics.ts'
import { get } from './requests.ts'

const reader = readerOf(collected([counter({ name: 'jobs' }, [{ kind: 'a' }, 1])]))
const running: MetricsServer[] = []
const start = async (options: Partial<Parameters<typeof startMetricsServer>[0]> = {}) => {
  const server = await startMetricsServer({ reader, port: 0, ...options })
  running.push(server)
  return server
}

afterEach(async () => {
  for (const server of running.splice(0)) await server.close({ deadlineMillis: 0 })
})

async function open(port: number, text = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.on('error', () => {})
  if (text !== '') socket.write(text)
  return socket
}

/** All that comes until the other side closes. */
function received(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', (piece) => {
      text += piece
    })
    socket.once('close', () => resolve(text))
  })
}

const stillAnswers = async ({ port }: MetricsServer) => {
  const { status, text } = await get(port, '/metrics')
  expect([status, text]).toEqual([200, expect.stringContaining('jobs_total{kind="a"} 1\n')])
}

describe('the metrics server', () => {
  it('listens on loopback, on a free port where 0 is asked for, and says where', async () => {
    const server = await start({ path: '/internal/metrics' })
    expect(server.host).toBe('127.0.0.1')
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/internal/metrics`)
    expect(await (await fetch(server.url)).text()).toContain('jobs_total')
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'healthy' })
    expect((await get(server.port, '/')).status).toBe(404)
  })

  it('listens on IPv6 too', async () => {
    const server = await start({ host: '::1' })
    expect(server.url).toBe(`http://[::1]:${server.port}/metrics`)
    expect((await fetch(server.url)).status).toBe(200)
  })

  it('says in a sentence why it cannot start', async () => {
    const taken = await start()
    await expect(start({ port: taken.port })).rejects.toThrow(
      `The metrics server cannot start: port ${taken.port} of 127.0.0.1 is taken by another program. Stop it, or choose another port (0 takes a free one).`,
    )
    await expect(start({ port: taken.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await expect(start({ port: 70_000 })).rejects.toThrow(
      '70000 is not a port. Use a whole number from 0 to 65535.',
    )
    await expect(start({ host: '192.0.2.1' })).rejects.toThrow('this machine has no address 192.0.2.1.')
    await expect(start({ bearerToken: '' })).rejects.toThrow('bearerToken is empty')
    await stillAnswers(taken)
  })

  it('frees its port when it is closed, and may be closed twice', async () => {
    const server = await start({ port: await freePort() })
    await Promise.all([server.close(), server.close()])
    await server.close()
    const again = await start({ port: server.port })
    await stillAnswers(again)
  })

  it('lets a response under way end when it is closed, and cuts what is not over by the deadline', async () => {
    let release = () => {}
    const slow = {
      collect: async () => {
        await new Promise<void>((resolve) => {
          release = resolve
        })
        return reader.collect()
      },
    }
    const server = await start({ reader: slow })
    const answer = get(server.port, '/metrics')
    while (String(release) === '() => {}') await new Promise((resolve) => setTimeout(resolve, 5))
    const closed = server.close({ deadlineMillis: 10_000 })
    release()
    expect((await answer).status).toBe(200)
    await closed

    const stuck = await start({ reader: { collect: () => new Promise(() => {}) } })
    const broken = expect(get(stuck.port, '/metrics')).rejects.toThrow()
    await new Promise((resolve) => setTimeout(resolve, 50))
    await stuck.close({ deadlineMillis: 50 })
    await broken
  })

  it('closes connections that stay open between scrapes at once', async () => {
    const server = await start()
    const idle = await open(server.port, 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n')
    await new Promise((resolve) => idle.once('data', resolve))
    await server.close({ deadlineMillis: 60_000 })
  })

  it('does not keep the process alive', async () => {
    const server = await start()
    expect(process.getActiveResourcesInfo()).not.toContain('TCPServerWrap')
    await stillAnswers(server)
  })
})

describe('after clients that misbehave, the server still answers', () => {
  it('half-open ones, which are closed in time', async () => {
    const server = await start({ requestTimeoutMillis: 1_000 })
    const silent = await Promise.all(Array.from({ length: 50 }, () => open(server.port)))
    const half = await Promise.all(
      Array.from({ length: 50 }, () => open(server.port, 'GET /metrics HTTP/1.1\r\nHos')),
    )
    await stillAnswers(server)
    await Promise.all([...silent, ...half].map(received))
    await stillAnswers(server)
  })

  it('ones that drip their request', async () => {
    const server = await start({ requestTimeoutMillis: 1_000 })
    const socket = await open(server.port, 'GET /metrics HTTP/1.1\r\n')
    const dripping = setInterval(() => socket.write('X-A: b\r\n'), 20)
    const said = await received(socket)
    clearInterval(dripping)
    expect(said).toContain('408')
    await stillAnswers(server)
  })

  it('ones that send huge headers, or no HTTP at all', async () => {
    const server = await start()
    const huge = await open(
      server.port,
      `GET /metrics HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(100_000)}\r\n\r\n`,
    )
    expect(await received(huge)).toContain('431')
    for (const nonsense of [
      '\u0016\u0003\u0001\u0002',
      'NONSENSE\r\n\r\n',
      '\0'.repeat(1000),
      'GET\r\n\r\n',
    ]) {
      expect(await received(await open(server.port, nonsense))).toMatch(/^(HTTP\/1.1 400|$)/)
    }
    await stillAnswers(server)
  })

  it('ones with malformed addresses', async () => {
    const server = await start()
    for (const target of [
      '//',
      '*',
      '/%',
      '/%zz',
      'http://',
      'http://[::1',
      '/metrics/../..',
      '/\\',
      '?',
      '#',
      '/metrics?%',
      'a'.repeat(8000),
    ]) {
      const text = await received(
        await open(server.port, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
      )
      expect([target, text.slice(0, 12)]).toEqual([target, expect.stringMatching(/^HTTP\/1.1 (200|400|404)/)])
    }
    await stillAnswers(server)
  })

  it('ones that send a body, or ask with another method', async () => {
    const server = await start()
    const posting = await open(
      server.port,
      'POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nabc',
    )
    expect(await received(posting)).toContain('HTTP/1.1 405')
    const getting = await open(
      server.port,
      'GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello',
    )
    expect(await received(getting)).toContain('HTTP/1.1 200')
    await stillAnswers(server)
  })

  it('ones that ask twice in one piece, or go away before the answer', async () => {
    const server = await start()
    const request = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'
    const pipelined = await open(
      server.port,
      request + request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
    )
    expect((await received(pipelined)).match(/jobs_total\{/g)).toHaveLength(2)
    for (let at = 0; at < 50; at++) (await open(server.port, request)).destroy()
    await stillAnswers(server)
  })

  it('many at once', async () => {
    const many = readerOf(
      collected([gauge({ name: 'g' }, ...Array.from({ length: 3000 }, (_, at) => [{ at }, at] as const))]),
    )
    const server = await start({ reader: many })
    const answers = await Promise.all(Array.from({ length: 100 }, () => get(server.port, '/metrics')))
    expect(answers.every(({ status, text }) => status === 200 && text.match(/^g\{/gm)?.length === 3000)).toBe(
      true,
    )
  })
})
