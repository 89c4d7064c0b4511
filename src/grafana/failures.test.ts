import type { ServerResponse } from 'node:http'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { type Answer, localServer, sendJson } from '../../test/grafana/local-server.ts'
import { createGrafanaClient, GrafanaError } from './index.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A server that answers like this, and a client of it that does not repeat unless it is told to. */
async function against(answer: Answer, { retries = 0, timeoutMillis = 60_000 } = {}) {
  const server = await localServer(answer)
  closers.push(server.close)
  const client = createGrafanaClient({ url: server.url, token: 'glsa_secret', retries, timeoutMillis })
  const failed = async (): Promise<GrafanaError> => {
    const error = await client.dataSources().then(
      () => new Error('It did not fail.'),
      (reason: unknown) => reason,
    )
    if (error instanceof GrafanaError) return error
    throw error
  }
  return { server, client, failed }
}

describe('what Grafana refuses', () => {
  test.each([
    [401, 'unauthorized', 'Check the token'],
    [403, 'forbidden', 'needs an Admin'],
    [404, 'not_found', 'Check the uid'],
    [409, 'conflict', 'Somebody else'],
    [412, 'precondition_failed', 'It was changed meanwhile'],
    [429, 'rate_limited', 'Ask less often'],
    [500, 'server', "Grafana's log"],
    [503, 'server', "Grafana's log"],
    [400, 'refused', 'what was asked for'],
  ])('%i is of the kind %s, and says what to do', async (status, kind, remedy) => {
    const { failed, server } = await against((_, response) =>
      sendJson(response, status, { message: 'Its own words' }),
    )
    const error = await failed()
    expect(error).toMatchObject({ kind, status })
    expect(error.message).toContain(
      `Grafana at ${server.url} answered GET /api/datasources with ${status} (Its own words). `,
    )
    expect(error.message).toContain(remedy)
  })

  test('in long words of several lines, with colours, is told on one short line', async () => {
    const { failed } = await against((_, response) =>
      sendJson(response, 400, { message: `\u001b[2Jred\r\nalert\u202e ${'x'.repeat(1_000)}` }),
    )
    const { message } = await failed()
    expect(message).toContain('([2Jred alert xxx')
    expect(message).not.toMatch(/\p{Cc}|\p{Cf}/u)
    expect(message.length).toBeLessThan(500)
  })

  test('in the words of the data source is told, too', async () => {
    const { failed } = await against((_, response) =>
      sendJson(response, 400, { status: 'error', errorType: 'bad_data', error: 'parse error' }),
    )
    expect((await failed()).message).toContain('400 (parse error). ')
  })

  test.each(['<html>', '', '[]', 'null', '{"message":{}}'])(
    'without words that can be read: %j',
    async (body) => {
      const { failed } = await against((_, response) => void response.writeHead(500).end(body))
      expect((await failed()).message).toContain('answered GET /api/datasources with 500. ')
    },
  )
})

describe('credentials', () => {
  test('that a server echoes are in no part of the error', async () => {
    const { failed } = await against((request, response) =>
      sendJson(response, 400, { message: `You sent ${request.headers.authorization}` }),
    )
    const error = await failed()
    expect(error.message).toContain('(You sent Bearer [hidden])')
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('glsa_secret')
  })

  test('that a server echoes in other forms are not, either', async () => {
    const server = await localServer((request, response) => {
      const [, basic = ''] = (request.headers.authorization ?? '').split(' ')
      sendJson(response, 403, { message: `${basic} is ${Buffer.from(basic, 'base64')}` })
    })
    closers.push(server.close)
    const client = createGrafanaClient({ url: server.url, username: 'admin', password: 'hunter two' })
    await expect(client.dataSources()).rejects.toThrow('([hidden] is admin:[hidden])')
  })

  test.each([
    ['hunter  two', 'is double spaced', (password: string) => `You sent ${password}`],
    ['hun\tter', 'has a tab', (password: string) => `You sent ${password}`],
    ['"hunter"', 'is quoted', (password: string) => `You sent ${JSON.stringify({ password })}`],
    [
      'hunter & two',
      'is part of a form',
      (password: string) => `You sent ${new URLSearchParams({ password })}`,
    ],
    ['hunter', 'is where the message is cut off', (password: string) => `${'x'.repeat(297)}${password}`],
  ])('such as %s, which %s, are not, either', async (password, _, echo) => {
    const server = await localServer((_request, response) =>
      sendJson(response, 400, { message: echo(password) }),
    )
    closers.push(server.close)
    const client = createGrafanaClient({ url: server.url, username: 'admin', password })
    const error = await client.dataSources().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ kind: 'refused' })
    expect(String(error)).not.toContain('hun')
  })

  test('in the type of an answer are not, either', async () => {
    const { failed } = await against((request, response) => {
      response.setHeader('content-type', `${'x'.repeat(55)}${request.headers.authorization?.slice(7)}`)
      response.end('<html>')
    })
    const error = await failed()
    expect(error).toMatchObject({ kind: 'not_json' })
    expect(error.message).not.toContain('glsa')
  })

  test('do not follow a redirect to another place, whose parameters are not told', async () => {
    const elsewhere = await localServer((_, response) => sendJson(response, 200, []))
    closers.push(elsewhere.close)
    const { failed, server } = await against((_, response) =>
      response.writeHead(302, { location: `${elsewhere.url}/login?state=glsa_secret` }).end(),
    )
    const error = await failed()
    expect(error).toMatchObject({ kind: 'redirected', status: 302 })
    expect(error.message).toContain(
      `${server.url} leads GET /api/datasources to ${elsewhere.url}/login, where the credentials are not sent.`,
    )
    expect(elsewhere.requests).toEqual([])
  })

  test('do not follow one on the same server, or to nowhere', async () => {
    const { failed, server } = await against((_, response) =>
      response.writeHead(301, { location: 'http://[' }).end(),
    )
    expect((await failed()).message).toContain('elsewhere')
    expect(server.requests).toHaveLength(1)
  })
})

describe('an answer that Grafana would not give', () => {
  test.each([
    ['a page', 'text/html', '<html>Welcome</html>', 'not_json', /with text\/html instead of JSON/],
    ['nothing', '', '', 'not_json', /nothing that is named instead of JSON/],
    ['half of it', 'application/json', '[{"uid"', 'not_json', /application\/json instead/],
    ['an object for a list', 'application/json', '{}', 'unexpected', /no list/],
    ['text for an object', 'application/json', '["x"]', 'unexpected', /a data source is no object/],
  ])('%s', async (_, type, body, kind, sentence) => {
    const { failed } = await against((_request, response) => {
      if (type !== '') response.setHeader('content-type', type)
      response.end(body)
    })
    expect(await failed()).toMatchObject({ kind, message: expect.stringMatching(sentence) })
  })

  test('one without fields is an empty one', async () => {
    const { client } = await against((_, response) => sendJson(response, 200, [{}]))
    expect(await client.dataSources()).toEqual([
      { uid: '', name: '', type: '', url: '', isDefault: false, settings: {} },
    ])
  })

  test('one that does not end is given up when it is too large', async () => {
    const { failed } = await against((_, response) => endless(response))
    expect(await failed()).toMatchObject({ kind: 'too_large' })
  })

  test('one that is small on its way and large in memory is given up, too', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))
    const { failed } = await against((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    )
    expect(await failed()).toMatchObject({ kind: 'too_large' })
  })
})

function endless(response: ServerResponse): void {
  const block = Buffer.alloc(1024 * 1024, ' ')
  const write = () => {
    while (!response.destroyed && response.write(block)) {}
  }
  response.on('drain', write)
  write()
}

describe('no answer', () => {
  test('nobody listens', async () => {
    const server = await localServer(() => {})
    await server.close()
    const client = createGrafanaClient({ url: server.url, token: 'x', retries: 0 })
    await expect(client.health()).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(
        /cannot be reached for GET \/api\/health: .*ECONNREFUSED.*Is it running/,
      ),
    })
  })

  test('a server that says nothing is given up', async () => {
    const { failed } = await against(() => {}, { timeoutMillis: 100 })
    expect(await failed()).toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('did not answer GET /api/datasources within 0.1 s'),
    })
  })

  test('a server that drips is given up', async () => {
    const drip = (response: ServerResponse) => {
      if (response.destroyed) return
      response.write(' ')
      setTimeout(drip, 10, response)
    }
    const { failed } = await against((_, response) => drip(response), { timeoutMillis: 300 })
    expect(await failed()).toMatchObject({ kind: 'timeout' })
  })

  test('a fetch of one’s own that heeds no signal is given up', async () => {
    const client = createGrafanaClient({
      url: 'http://127.0.0.1:1',
      token: 'x',
      timeoutMillis: 50,
      fetch: () => new Promise(() => {}),
    })
    await expect(client.health()).rejects.toMatchObject({ kind: 'timeout' })
  })
})

describe('what changes nothing is asked again', () => {
  const thirdTimeLucky = (status: number, headers = {}): Answer => {
    let times = 0
    return (_, response) => {
      times++
      if (times < 3) response.writeHead(status, headers).end()
      else sendJson(response, 200, [])
    }
  }

  test.each([429, 500, 502, 503])('after %i, as late as the server asks', async (status) => {
    const { client, server } = await against(thirdTimeLucky(status, { 'retry-after': '0' }), { retries: 2 })
    expect(await client.dataSources()).toEqual([])
    expect(server.requests).toHaveLength(3)
  })

  test('after a date that is over', async () => {
    const date = new Date(0).toUTCString()
    const { client } = await against(thirdTimeLucky(503, { 'retry-after': date }), { retries: 2 })
    expect(await client.dataSources()).toEqual([])
  })

  test('after a lost connection, and without a word of when', async () => {
    let times = 0
    const { client } = await against(
      (_, response) => {
        times++
        if (times === 1) response.destroy()
        else sendJson(response, 200, [])
      },
      { retries: 1 },
    )
    expect(await client.dataSources()).toEqual([])
  })

  test('no more often than was said', async () => {
    const { failed, server } = await against(
      (_, response) => response.writeHead(503, { 'retry-after': '0' }).end(),
      { retries: 2 },
    )
    expect(await failed()).toMatchObject({ kind: 'server', retryAfterSeconds: 0 })
    expect(server.requests).toHaveLength(3)
  })

  test.each([
    ['3600', 3_600],
    ['Fri, 31 Dec 9999 23:59:59 GMT', expect.any(Number)],
  ])(
    'not at all when the server asks to wait for long, %s: that is told',
    async (header, retryAfterSeconds) => {
      const { failed, server } = await against(
        (_, response) => response.writeHead(429, { 'retry-after': header }).end(),
        { retries: 2 },
      )
      expect(await failed()).toMatchObject({ kind: 'rate_limited', retryAfterSeconds })
      expect(server.requests).toHaveLength(1)
    },
  )

  test.each(['1.5', '-1', 'soon', ''])('as if nothing was said when what is said is %j', async (header) => {
    const { failed } = await against((_, response) =>
      response.writeHead(503, { 'retry-after': header }).end(),
    )
    expect((await failed()).retryAfterSeconds).toBeUndefined()
  })

  test.each([400, 401, 403, 404, 409, 412])('not after %i', async (status) => {
    const { failed, server } = await against(
      (_, response) => response.writeHead(status, { 'retry-after': '0' }).end(),
      { retries: 2 },
    )
    await failed()
    expect(server.requests).toHaveLength(1)
  })
})
