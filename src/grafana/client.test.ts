import { afterEach, describe, expect, test } from 'vitest'
import { localServer, sendJson } from '../../test/grafana/local-server.ts'
import { type StandInOptions, startStandIn } from '../../test/grafana/stand-in.ts'
import { createGrafanaClient, GrafanaError } from './index.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const account = { username: 'admin', password: 'correct horse', token: 'glsa_abc123' }

async function grafana(options: Partial<StandInOptions> = {}) {
  const server = await startStandIn({ ...account, dashboards: [], dataSources: [], ...options })
  closers.push(server.close)
  return server
}

describe('a client', () => {
  test('asks with a token', async () => {
    const server = await grafana()
    await createGrafanaClient({ url: server.url, token: account.token }).dataSources()
    expect(server.requests).toMatchObject([
      { target: 'GET /api/datasources', authorization: 'Bearer glsa_abc123' },
    ])
  })

  test('asks with a username and a password, in any letters', async () => {
    const password = 'schlüssel: 鍵'
    const server = await grafana({ password })
    const client = createGrafanaClient({ url: server.url, username: 'admin', password })
    expect(await client.dataSources()).toEqual([])
  })

  test('takes an address with a sub-path and a slash at its end', async () => {
    const server = await localServer((_, response) => sendJson(response, 200, []))
    closers.push(server.close)
    await createGrafanaClient({ url: `${server.url}/grafana/`, token: 'x' }).dataSources()
    expect(server.requests.map(({ target }) => target)).toEqual(['GET /grafana/api/datasources'])
  })

  test('shows nothing of its credentials when it is printed', () => {
    const client = createGrafanaClient({ url: 'http://127.0.0.1:1', ...basic })
    expect(JSON.stringify(client) + String(client)).not.toContain('correct')
  })
})

const basic = { username: account.username, password: account.password }

test('health is told without an account', async () => {
  const server = await grafana()
  const client = createGrafanaClient({ url: server.url, token: 'wrong' })
  expect(await client.health()).toEqual({ version: '13.2.3', database: 'ok' })
})

describe('dashboards', () => {
  const dashboards = Array.from({ length: 1_001 }, (_, index) => ({
    uid: `d${index}`,
    title: `Dashboard ${index}`,
    tags: index % 2 === 0 ? ['even'] : [],
  }))

  test('are found on every page of a search', async () => {
    const server = await grafana({ dashboards })
    const client = createGrafanaClient({ url: server.url, token: account.token })
    const found = await client.searchDashboards()
    expect(found).toHaveLength(1_001)
    expect(found[1_000]).toEqual({
      uid: 'd1000',
      title: 'Dashboard 1000',
      tags: ['even'],
      folderTitle: 'spanmeter',
    })
    expect(server.requests).toHaveLength(2)
  })

  test('are found by a tag', async () => {
    const server = await grafana({ dashboards })
    const client = createGrafanaClient({ url: server.url, token: account.token })
    expect(await client.searchDashboards({ tag: 'even' })).toHaveLength(501)
  })

  test('are looked for no longer when a server gives full pages for ever', async () => {
    const page = Array.from({ length: 1_000 }, () => ({ uid: 'again', title: 'Again' }))
    const server = await localServer((_, response) => sendJson(response, 200, page))
    closers.push(server.close)
    await createGrafanaClient({ url: server.url, token: 'x' }).searchDashboards()
    expect(server.requests).toHaveLength(20)
  })

  test('are read by their uid', async () => {
    const server = await grafana({ dashboards })
    const client = createGrafanaClient({ url: server.url, token: account.token })
    const { model, provisioned } = await client.dashboard('d3')
    expect(model).toMatchObject({ uid: 'd3', title: 'Dashboard 3' })
    expect(provisioned).toBe(true)
  })

  test('that are not there are a kind of error of their own', async () => {
    const server = await grafana()
    const client = createGrafanaClient({ url: server.url, token: account.token })
    await expect(client.dashboard('shop')).rejects.toMatchObject({
      name: 'GrafanaError',
      kind: 'not_found',
      status: 404,
      message: `Grafana at ${server.url} answered GET /api/dashboards/uid/shop with 404 (Dashboard not found). Check the uid, the organization of the account, and that the address is Grafana's.`,
    })
  })

  test.each(['', '..', '../../admin', 'a/b', 'a?b', 'ä', 'x'.repeat(41)])(
    'of the uid %j are not asked for',
    async (uid) => {
      const server = await grafana()
      const client = createGrafanaClient({ url: server.url, token: account.token })
      await expect(client.dashboard(uid)).rejects.toMatchObject({ kind: 'invalid' })
      expect(server.requests).toEqual([])
    },
  )
})

describe('data sources', () => {
  const source = { uid: 'p', name: 'P', type: 'prometheus', url: 'http://127.0.0.1:9', isDefault: true }

  test('are listed with their settings, and without users and secrets', async () => {
    const secret = { user: 'root', password: 'x', basicAuthUser: 'y', secureJsonFields: { a: true } }
    const jsonData = { timeInterval: '15s' }
    const server = await grafana({ dataSources: [{ ...source, ...secret, jsonData }] })
    const client = createGrafanaClient({ url: server.url, token: account.token })
    expect(await client.dataSources()).toEqual([{ ...source, settings: jsonData }])
  })

  test('answer through Grafana', async () => {
    const behind = await localServer((request, response) => sendJson(response, 200, { asked: request.url }))
    closers.push(behind.close)
    const server = await grafana({ dataSources: [{ ...source, url: behind.url }] })
    const client = createGrafanaClient({ url: server.url, token: account.token })
    const answer = await client.fromDataSource({
      uid: 'p',
      path: 'api/v1/query',
      parameters: { query: 'a{b="c"} + 1' },
    })
    expect(answer).toEqual({ asked: '/api/v1/query?query=a%7Bb%3D%22c%22%7D+%2B+1' })
  })

  test.each(['../../../admin/users', 'api//v1', '/api/v1/query', '.', ''])(
    'are not asked for the path %j, which leads elsewhere',
    async (path) => {
      const server = await grafana({ dataSources: [source] })
      const client = createGrafanaClient({ url: server.url, token: account.token })
      await expect(client.fromDataSource({ uid: 'p', path })).rejects.toMatchObject({ kind: 'invalid' })
      expect(server.requests).toEqual([])
    },
  )

  test('are asked for what only looks like a query or another path as a name', async () => {
    const server = await grafana({ dataSources: [source] })
    const client = createGrafanaClient({ url: server.url, token: account.token, retries: 0 })
    await client.fromDataSource({ uid: 'p', path: 'a?b=c#d/%2e%2e' }).catch(() => undefined)
    expect(server.requests[0]?.target).toBe('GET /api/datasources/proxy/uid/p/a%3Fb%3Dc%23d/%252e%252e')
  })
})

describe('what cannot be used is a sentence, and nothing is sent', () => {
  const token = 'secret-token'
  test.each([
    ['no address', { url: '', token }, /must begin with http/],
    ['an address without http', { url: '127.0.0.1:3001', token }, /and is "127\.0\.0\.1:3001"/],
    ['another protocol', { url: 'file:///etc/passwd', token }, /must begin with http/],
    ['a password in what is no address', { url: 'admin:secret@g', token }, /must begin with http[^@]*$/],
    ['a password in the address', { url: 'http://admin:secret@g', token }, /must not hold credentials/],
    ['a question mark', { url: 'http://g/?orgId=1', token }, /must end before/],
    ['an empty token', { url: 'http://g', token: '' }, /is empty/],
    ['a token with a line break', { url: 'http://g', token: 'secret\n-token' }, /line breaks/],
    ['a colon in the username', { url: 'http://g', username: 'a:b', password: 'secret' }, /a colon/],
    ['no password', { url: 'http://g', username: 'admin', password: '' }, /must not be empty/],
    ['a wrong time', { url: 'http://g', token, timeoutMillis: 0 }, /timeoutMillis is 0/],
    ['wrong retries', { url: 'http://g', token, retries: 1.5 }, /retries is 1.5/],
  ])('%s', (_, options, sentence) => {
    const error = caught(() => createGrafanaClient(options))
    expect(error).toBeInstanceOf(GrafanaError)
    expect(error).toMatchObject({ kind: 'invalid', message: expect.stringMatching(sentence) })
    expect(error.stack).not.toContain('secret')
  })
})

function caught(action: () => unknown): Error {
  try {
    action()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('It did not throw.')
}
