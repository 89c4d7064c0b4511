import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createGrafanaClient } from '../../../src/grafana/index.ts'
import { localServer, sendJson } from '../local-server.ts'
import { type Dashboard, shippedDashboards } from '../panel-queries.ts'
import { startStandIn } from '../stand-in.ts'
import { checkGrafana } from './check-grafana.ts'
import { lineOf } from './finding.ts'

const execute = promisify(execFile)
const repository = join(import.meta.dirname, '../../..')
const account = { username: 'admin', password: 'pass', token: 'token' }

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function standIn(dashboards: readonly Dashboard[]) {
  const server = await startStandIn({ ...account, dashboards, dataSources: [] })
  closers.push(server.close)
  return server
}

describe('the command', () => {
  beforeAll(async () => {
    await execute('node_modules/.bin/tsc', ['-p', 'test/grafana/tsconfig.json'], { cwd: repository })
  })

  /** How it ends, and what it says, without a line break at the end. */
  async function run(environment: Record<string, string>, ...args: string[]) {
    const program = join(repository, 'build/check-grafana/test/grafana/check/main.js')
    const env = { PATH: process.env.PATH, ...environment }
    const ended = await execute(process.execPath, [program, ...args], { cwd: repository, env }).catch(
      (error: { code: number; stdout: string; stderr: string }) => error, // What execFile rejects with.
    )
    return {
      code: 'code' in ended ? ended.code : 0,
      out: ended.stdout.trimEnd(),
      err: ended.stderr.trimEnd(),
    }
  }

  const more = 'More by: npm run check:grafana -- --help'
  test.each([
    [
      'nothing',
      {},
      `Set GRAFANA_URL to the address of Grafana: http://127.0.0.1:3001 with docker-compose.observability.yml. ${more}`,
    ],
    [
      'no account',
      { GRAFANA_URL: 'http://g' },
      `Set GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD: Grafana shows nothing to strangers. ${more}`,
    ],
    [
      'no password',
      { GRAFANA_URL: 'http://g', GRAFANA_USER: 'a' },
      `Set GRAFANA_PASSWORD to the password of GRAFANA_USER. ${more}`,
    ],
    [
      'a wrong address',
      { GRAFANA_URL: 'grafana', GRAFANA_TOKEN: 't' },
      'The address of Grafana must begin with http:// or https://, as http://127.0.0.1:3001 does, and is "grafana".',
    ],
  ])('with %s is one sentence', async (_, environment, sentence) => {
    expect(await run(environment)).toEqual({ code: 1, out: '', err: sentence })
  })

  test('with an unknown option is one sentence', async () => {
    const environment = { GRAFANA_URL: 'http://g', GRAFANA_TOKEN: 't' }
    expect(await run(environment, '--fast')).toEqual({
      code: 1,
      out: '',
      err: `There is no option --fast. ${more}`,
    })
  })

  test('says that Grafana itself was not seen', async () => {
    const { code, out } = await run({}, '--help')
    expect(code).toBe(0)
    expect(out).toContain('Grafana itself they have not seen')
  })

  test('with a wrong password is one sentence, without the password', async () => {
    const { url } = await standIn([])
    const ended = await run({ GRAFANA_URL: url, GRAFANA_USER: 'admin', GRAFANA_PASSWORD: 'wrong-one' })
    expect(ended).toEqual({
      code: 1,
      out: 'ok       Grafana 13.2.3 answers',
      err: `Grafana at ${url} answered GET /api/datasources with 401 (Invalid username or password). Check the token, or the username and password; tokens expire and can be revoked.`,
    })
  })

  test('with nobody at the address is one sentence', async () => {
    const server = await standIn([])
    await server.close()
    const { code, out, err } = await run({ GRAFANA_URL: server.url, GRAFANA_TOKEN: 't' })
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(
      /^Grafana at \S+ cannot be reached for GET \/api\/health: .* Is it running, and is the address right\?$/,
    )
  })
})

/** The lines of all findings. */
async function lines(url: string, dashboards: readonly Dashboard[]): Promise<string[]> {
  const grafana = createGrafanaClient({ url, token: account.token })
  const found: string[] = []
  for await (const finding of checkGrafana({ grafana, dashboards, now: 1_000_000 }))
    found.push(lineOf(finding))
  return found
}

describe('dashboards', () => {
  const shipped = shippedDashboards().filter(({ uid }) => uid === 'shop-overview')

  test('as their files say are fine', async () => {
    const { url } = await standIn(shipped)
    expect(await lines(url, shipped)).toContain('ok       dashboard Shop Overview is as its file says')
  })

  test('that are not there are a problem', async () => {
    const { url } = await standIn([])
    expect(await lines(url, shipped)).toContain(
      'PROBLEM  dashboard Shop Overview (shop-overview) is not there. Is grafana/dashboards mounted, and GRAFANA_DASHBOARDS its place in Grafana?',
    )
  })

  test('that differ from their files say in what', async () => {
    const changed = JSON.parse(JSON.stringify(shipped).replaceAll('Active connections', 'Open connections'))
    const { url } = await standIn(changed)
    expect(await lines(url, shipped)).toContain(
      'PROBLEM  dashboard Shop Overview is not as its file says (panel Active connections is missing, query A of Active connections is missing, panel Open connections is not in the file and 1 more). Grafana reads files every 30 s: wait, or restart it.',
    )
  })

  test('with another query say so', async () => {
    const changed = JSON.parse(
      JSON.stringify(shipped).replaceAll(
        'sum(shop_http_active_connections',
        'max(shop_http_active_connections',
      ),
    )
    const { url } = await standIn(changed)
    expect(await lines(url, shipped)).toContainEqual(
      expect.stringContaining('is not as its file says (query A of Active connections differs).'),
    )
  })

  test('that no file holds any more are noted', async () => {
    const { url } = await standIn([...shipped, { uid: 'old', title: 'Old', tags: ['spanmeter'] }])
    expect(await lines(url, shipped)).toContain(
      'note     dashboard Old (old) has the tag spanmeter, and no file here.',
    )
  })
})

test('without a data source for Prometheus, that is the problem', async () => {
  const { url } = await standIn([])
  expect(await lines(url, [])).toContain(
    'PROBLEM  there is no data source of type prometheus. Is grafana/provisioning/datasources mounted?',
  )
})

test('a Grafana without its database is a problem', async () => {
  const server = await localServer((request, response) =>
    sendJson(response, 200, request.url === '/api/health' ? { database: 'failing', version: '13.2.3' } : []),
  )
  closers.push(server.close)
  expect(await lines(server.url, [])).toContain(
    'PROBLEM  Grafana 13.2.3 does not reach its own database, and says "failing". Look into its log.',
  )
})
