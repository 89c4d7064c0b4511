import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  createPushgateway,
  type PushgatewayError,
  type PushgatewayOptions,
  pushAfter,
  startPushing,
} from '../../src/exposition/index.ts'
import { setStrict, swallowedErrors } from '../../src/guard/index.ts'
import type { Collectable, MetricData } from '../../src/points/index.ts'
import { localServer } from '../grafana/local-server.ts'
import { pushAccount, pushedGroups, pushgatewayServer, startPushgateway } from '../servers/pushgateway.ts'
import { Rack } from '../servers/rack.ts'
import type { TestServer } from '../servers/server.ts'
import { collected, counter, gauge, histogram, readerOf } from './metrics.ts'

const metrics = [
  counter({ name: 'jobs' }, [{ kind: 'a' }, 1], [{ kind: 'b"\\\n' }, 2]),
  histogram({ name: 'wait', unit: 's' }, [{}, { boundaries: [0.5], counts: [1, 2], sum: 4.5 }]),
]
const readerWith = (...given: MetricData[]) => readerOf(collected(given, { 'service.name': 'shop' }))
const reader = readerWith(...metrics)
const failureOf = async (work: Promise<unknown>) =>
  (await work.then(
    () => undefined,
    (error: unknown) => error,
  )) as PushgatewayError

afterEach(() => setStrict(false))

describe.skipIf(pushgatewayServer === undefined)('the real Pushgateway', () => {
  let rack: Rack
  let server: TestServer
  beforeAll(async () => {
    rack = new Rack()
    server = await startPushgateway(rack)
  })
  afterAll(() => rack.close())
  const gateway = (options: Partial<PushgatewayOptions> = {}) =>
    createPushgateway({ url: server.url, reader, job: 'test', ...options })
  const groupOf = async (job: string) =>
    (await pushedGroups(server.url)).filter(({ labels }) => labels.job === job)

  test('has what was pushed, under the job and the other labels of the group', async () => {
    await gateway({ job: 'whole', grouping: { instance: 'host:1' } }).push()
    const [group] = await groupOf('whole')
    expect(group?.labels).toEqual({ job: 'whole', instance: 'host:1' })
    expect(group?.series).toMatchObject({
      jobs_total: [{ value: '1' }, { labels: { kind: 'b"\\\n' }, value: '2' }],
      target_info: [{ labels: { service_name: 'shop' } }],
    })
    const exposed = await (await fetch(`${server.url}/metrics`)).text()
    expect(exposed).toContain('wait_seconds_bucket{instance="host:1",job="whole",le="0.5"} 1')
    expect(exposed).toContain('# HELP wait_seconds What it is.')
  })

  test('has only what was pushed last, and with add the others as well', async () => {
    const names = async () =>
      Object.keys((await groupOf('names'))[0]?.series ?? {}).filter((name) => name !== 'target_info')
    const push = (metric: MetricData) => gateway({ job: 'names', reader: readerWith(metric) })
    await push(gauge({ name: 'one' }, [{ a: 'x' }, 1])).push()
    await push(gauge({ name: 'two' }, [{}, 2])).add()
    expect(await names()).toEqual(['one', 'two'])
    await push(gauge({ name: 'one' }, [{ a: 'y' }, 3])).add()
    const [group] = await groupOf('names')
    expect(group?.series.one).toMatchObject([{ labels: { a: 'y' }, value: '3' }])
    await push(gauge({ name: 'two' }, [{}, 4])).push()
    expect(await names()).toEqual(['two'])
  })

  test('has nothing of a group that was deleted, and everything of others', async () => {
    const one = gateway({ job: 'deleted', grouping: { part: 'one' } })
    await one.push()
    await gateway({ job: 'deleted', grouping: { part: 'two' } }).push()
    await one.delete()
    // It does as asked a moment after it has answered.
    await expect
      .poll(async () => (await groupOf('deleted')).map(({ labels }) => labels.part))
      .toEqual(['two'])
    await one.delete()
  })

  test.each([
    '',
    '/',
    '/var/tmp',
    '..',
    '.',
    'a b',
    '100 %',
    '%2F',
    'a?b#c',
    '"\\\n',
    '鍵🔑',
    '\u0000',
    '='.repeat(99),
  ])('keeps the label value %j as it is', async (value) => {
    const job = `values ${value}`
    await gateway({ job, grouping: { value, plain: 'x' } }).push()
    expect((await groupOf(job))[0]?.labels).toEqual({ job, value, plain: 'x' })
    await gateway({ job, grouping: { value, plain: 'x' } }).delete()
    expect(await groupOf(job)).toEqual([])
  })

  test('keeps series apart whose labels are called as those of the group', async () => {
    const clashing = gauge(
      { name: 'clashing' },
      [{ job: 'a', instance: 'i', shard: '1' }, 1],
      [{ job: 'b', instance: 'i', shard: '2' }, 2],
    )
    const resource = { reader: readerOf(collected([clashing], { job: 'r' })), grouping: { shard: '9' } }
    await gateway({ job: 'clash', ...resource }).push()
    const [group] = await groupOf('clash')
    expect(group?.series.clashing).toMatchObject([
      {
        labels: {
          job: 'clash',
          shard: '9',
          instance: '',
          exported_job: 'a',
          exported_instance: 'i',
          exported_shard: '1',
        },
      },
      {
        labels: {
          job: 'clash',
          shard: '9',
          instance: '',
          exported_job: 'b',
          exported_instance: 'i',
          exported_shard: '2',
        },
      },
    ])
    expect(group?.series.target_info).toMatchObject([{ labels: { exported_job: 'r' } }])
  })

  test('refuses a metric that another group has with another type, in its words', async () => {
    await gateway({ job: 'first', reader: readerWith(counter({ name: 'mixed_total' }, [{}, 1])) }).push()
    const second = gateway({ job: 'second', reader: readerWith(gauge({ name: 'mixed_total' }, [{}, 1])) })
    const error = await failureOf(second.push())
    expect(error).toMatchObject({ name: 'PushgatewayError', kind: 'inconsistent', status: 400 })
    expect(error.message).toMatch(
      /^The Pushgateway answered PUT http:\S+\/metrics\/job\/second with 400 \(.+\)\. /,
    )
    expect(error.message).toContain('mixed_total')
  })

  test('has what a job recorded that failed, and the failure goes its way', async () => {
    const failure = new Error('no orders')
    const job = pushAfter(gateway({ job: 'short-lived' }), () => Promise.reject(failure))
    expect(await failureOf(job)).toBe(failure)
    expect(await groupOf('short-lived')).toHaveLength(1)
    expect(await pushAfter(gateway({ job: 'short-lived' }), () => 7)).toBe(7)
  })

  test('has what was pushed in the background, the last at the stop', async () => {
    let pushes = 0
    const counting: Collectable = {
      collect: () => readerWith(gauge({ name: 'pushes' }, [{}, ++pushes])).collect(),
    }
    const pushing = startPushing({
      gateway: gateway({ job: 'background', reader: counting }),
      everyMillis: 100,
    })
    await expect.poll(() => pushes).toBeGreaterThan(1)
    await Promise.all([pushing.stop(), pushing.stop()])
    const [group] = await groupOf('background')
    expect(group?.series.pushes).toMatchObject([{ value: String(pushes) }])
    const atStop = pushes
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(pushes).toBe(atStop)
  })

  test('away, is told as a sentence, and the application goes on; back again, it has everything', async () => {
    const own = await startPushgateway(rack)
    const away = gateway({ url: own.url })
    await own.crash()
    const error = await failureOf(away.push())
    expect(error).toMatchObject({ kind: 'unreachable', status: undefined })
    expect(error.message).toContain('ECONNREFUSED')
    setStrict(true)
    const before = swallowedErrors().get('pushgateway push') ?? 0
    expect(await pushAfter(away, () => 'done')).toBe('done')
    await startPushing({ gateway: away }).stop()
    expect(swallowedErrors().get('pushgateway push')).toBe(before + 2)
    await own.startAgain()
    await away.push()
    expect(await pushedGroups(own.url)).toHaveLength(1)
  })

  test('hanging, is given up in its time', async () => {
    const own = await startPushgateway(rack)
    own.pause()
    const hanging = gateway({ url: own.url, timeoutMillis: 200 })
    expect(await failureOf(hanging.push())).toMatchObject({ kind: 'timeout' })
    expect(await failureOf(hanging.delete())).toMatchObject({ kind: 'timeout' })
    await startPushing({ gateway: hanging }).stop()
    own.resume()
    await own.stop()
  })

  test('asking for an account, takes from that account only', async () => {
    const guarded = await startPushgateway(rack, { guarded: true })
    const mine = gateway({ url: guarded.url, credentials: pushAccount })
    for (const work of [mine.push, mine.add, mine.delete]) await work()
    const others = [undefined, { ...pushAccount, password: 'wr0ng-secret' }, { token: 'wr0ng-secret' }]
    for (const credentials of others) {
      const error = await failureOf(gateway({ url: guarded.url, ...(credentials && { credentials }) }).push())
      expect(error).toMatchObject({ kind: 'unauthorized', status: 401 })
      expect(error.message).toContain('Check the credentials')
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('wr0ng-secret')
    }
    await guarded.stop()
  })

  test('at an address that is another page of it, is told', async () => {
    const error = await failureOf(gateway({ url: `${server.url}/nowhere` }).push())
    expect(error).toMatchObject({ kind: 'refused', status: 404 })
    expect(error.message).toContain('sub-path')
  })
})

describe('a proxy before it', () => {
  test('hears the token, which is in no error although it is echoed', async () => {
    const proxy = await localServer((request, response) => {
      response.writeHead(403).end(`You sent ${request.headers.authorization}`)
    })
    const credentials = { token: 't0ken' }
    const gateway = createPushgateway({ url: proxy.url, reader, job: 'a', credentials })
    for (const work of [gateway.push, gateway.add, gateway.delete]) {
      const error = await failureOf(work())
      expect(error).toMatchObject({ kind: 'unauthorized', status: 403 })
      expect(error.message).toContain('(You sent Bearer [hidden])')
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('t0ken')
    }
    expect(proxy.requests.map(({ authorization }) => authorization)).toEqual(Array(3).fill('Bearer t0ken'))
    await proxy.close()
    const away = await failureOf(gateway.push())
    expect(away).toMatchObject({ kind: 'unreachable' })
    expect(inspect(away, { depth: 10, showHidden: true })).not.toContain('t0ken')
  })

  test.each([
    ['hunter  two', (password: string) => `You sent ${password}`],
    ['hunter', (password: string) => `${'x'.repeat(397)}${password}`],
  ])(
    'that echoes the password %s, with a space less or cut off, tells it to nobody',
    async (password, echo) => {
      const proxy = await localServer((_, response) => void response.writeHead(403).end(echo(password)))
      const credentials = { username: 'nightly', password }
      const gateway = createPushgateway({ url: proxy.url, reader, job: 'a', credentials })
      const error = await failureOf(gateway.push())
      await proxy.close()
      expect(error).toMatchObject({ kind: 'unauthorized' })
      expect(error.message).not.toContain('hun')
    },
  )

  test('that leads elsewhere is not followed', async () => {
    const elsewhere = await localServer((_, response) => void response.end())
    const proxy = await localServer((_, response) =>
      response.writeHead(307, { location: `${elsewhere.url}/metrics/job/a` }).end(),
    )
    const gateway = createPushgateway({ url: proxy.url, reader, job: 'a', credentials: { token: 't0ken' } })
    expect(await failureOf(gateway.push())).toMatchObject({ kind: 'refused', status: 307 })
    expect(elsewhere.requests).toEqual([])
    await Promise.all([proxy.close(), elsewhere.close()])
  })
})

describe('without a server', () => {
  const url = 'http://127.0.0.1:1'

  test('metrics that cannot be collected are not pushed', async () => {
    const failing: Collectable = { collect: () => Promise.reject(new Error('no database')) }
    const error = await failureOf(createPushgateway({ url, reader: failing, job: 'a' }).push())
    expect(error).toMatchObject({ kind: 'collection' })
    expect(error.message).toContain('no database')
  })

  test('a collection that hangs is given up', async () => {
    const hanging: Collectable = { collect: () => new Promise(() => {}) }
    const gateway = createPushgateway({ url, reader: hanging, job: 'a', timeoutMillis: 20 })
    expect(await failureOf(gateway.push())).toMatchObject({ kind: 'collection' })
  })

  test.each([
    ['no address', { url: '' }, /must begin with http/],
    ['an address without http', { url: '127.0.0.1:9091' }, /must begin with http/],
    ['a password', { url: 'http://me:secret@g' }, /^(?!.*secret).*must not hold credentials/],
    ['a question mark', { url: 'http://g/?a' }, /must end before/],
    ['no token', { credentials: { token: '' } }, /The token for the Pushgateway is empty/],
    ['a token of two lines', { credentials: { token: 'se\ncret' } }, /^(?!.*cret).*Copy it once more/],
    ['no password', { credentials: { username: 'a', password: '' } }, /The password for the Pushgateway/],
    ['no time', { timeoutMillis: 0 }, /timeoutMillis is 0/],
  ])('%s is a sentence', (_, options, sentence) => {
    expect(() => createPushgateway({ url, reader, job: 'a', ...options })).toThrow(sentence)
  })

  test.each([0, 99, Number.NaN, 2 ** 31])('pushing every %s ms is a sentence', (everyMillis) => {
    const gateway = createPushgateway({ url, reader, job: 'a' })
    expect(() => startPushing({ gateway, everyMillis })).toThrow(`everyMillis is ${everyMillis}`)
  })
})
